// The supervisor: starts one program under limits, watches everything that it starts, ends all of it,
// and writes one record of what happened.
//
// It reads one request from standard input, whose end then means that nobody wants the outcome any
// more, and writes one record to standard output. Both are described in talk.c.

#ifndef STEERBENCH_SUPERVISOR_H
#define STEERBENCH_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// What stands between the program and the machine.
enum tier {
  /// Namespaces that bubblewrap made; this process is pid 1 in them.
  TIER_NAMESPACES,
  /// Landlock, a stricter system-call filter and, for root, a throw-away user.
  TIER_LANDLOCK,
  /// Limits only.
  TIER_UNPROTECTED,
};

/// What the program was answered so far about the calls that it is asked about.
struct asked {
  /// Where the questions come; less than 0 where the kernel has none.
  int listener;
  /// A memory cgroup bounds the run, so that nothing has to be counted.
  bool is_bounded;
  /// Bytes of shared memory that were ever asked for, and sockets that may be open.
  uint64_t shared, sockets;
  /// How often a file was given to epoll to watch, and how often a lock was asked for.
  uint64_t watches, locks;
  /// More was asked for than there may be.
  bool exceeds;
};

/// What becomes of a call that is asked about.
struct verdict {
  enum {
    /// The kernel makes it.
    PASS,
    FAIL,
    /// It was made in the program's place.
    DONE,
    /// It waits, and is answered later.
    LATER,
  } how;
  int error;
};

/// How the run ended; the numbers are those of the record.
enum end {
  END_EXITED = 0,
  END_SIGNALED = 1,
  END_WALL = 2,
  END_CPU = 3,
  END_MEMORY = 4,
  END_OUTPUT = 5,
  END_DISK = 6,
  END_ABORTED = 7,
  END_REFUSED = 8,
};

struct limits {
  uint64_t wall_us, cpu_us;
  uint64_t memory, total_memory;
  uint64_t processes, open_files;
  uint64_t disk, files;
  uint64_t stdout_bytes, stderr_bytes, flood_bytes;
};

struct blob {
  const uint8_t *bytes;
  size_t size;
};

struct request {
  struct limits limits;
  uint64_t random_stream;
  bool fixes_layout;
  char **argv, **env, **readable;
  struct blob code, input;
};

/// Where a run lives: the root is empty where the file system is the run's own.
struct place {
  char root[256];
  char work[272], script[288];
  uid_t uid;
  gid_t gid;
  bool changes_user;
};

/// One output of the program: its first bytes, its last bytes, and how many there were.
struct stream {
  uint8_t *head, *ring;
  size_t limit;
  uint64_t total;
  /// A text that is left out, and how much of it the last bytes were.
  const char *omitted;
  size_t omitted_size, matched;
  uint8_t fallback[256];
};

/// What all processes of the run use together.
struct usage {
  uint64_t cpu_us, resident;
  unsigned processes;
};

struct outcome {
  enum end end;
  int status;
  uint64_t wall_us, cpu_us, peak_kib;
  /// Processes that could not be ended.
  uint64_t survivors;
};

// talk.c
void read_request(struct request *request);

void write_record(const struct outcome *outcome, const struct stream *out,
                  const struct stream *err);
/// Writes a record that says why nothing was run, removes what was made so far, and exits.
_Noreturn void refuse(const char *what, const char *about, int error);
bool write_all(int fd, const void *bytes, size_t size);

// identity.c
/// A user and group that own nothing and that no other run has; false where root must stay root.
bool throw_away_user(uid_t *uid);
/// Whether a throw-away user is one that no other run can have at the same time.
bool is_of_one_run(uid_t uid);
bool become(uid_t uid);
unsigned count_threads_of(uid_t uid);
/// Becomes bubblewrap, without root; comes back only where that failed.
int enter(char **arguments);

// memory.c
/// Makes a memory cgroup below or beside this process's own, as the kernel's files in a folder such as
/// /proc tell of it; false where none can be had.
bool make_group(const char *proc);
const char *group_name(void);
void remove_group(void);
/// Closes what was inherited, but for the files of a group.
void close_inherited(bool grouped);
bool bound_memory(uint64_t bytes);
bool enter_group(void);
/// How many processes of the group the kernel killed because memory had run out.
uint64_t out_of_memory_kills(void);

// guard.c
/// Goes on in a child, which is the supervisor; this process becomes its guard and does not come back.
void start_guarded(enum tier tier);
bool guard_is_gone(void);

// asked.c
bool send_file(int channel, int file);
int receive_file(int channel);
/// Answers one question.
void answer(struct asked *asked, enum tier tier, const struct place *place,
            const struct limits *limits);
void reply(int listener, uint64_t id, struct verdict verdict);
/// Sockets of the network namespace, those without a descriptor too.
uint64_t sockets_in_namespace(void);
/// What a socket holds at most unread: the kernel's standard, which the filter keeps unchanged.
uint64_t socket_bytes(void);
/// Bytes of the run's files that are open and have no name, where files do not lie in memory.
uint64_t measure_nameless(enum tier tier, const struct place *place);

// locks.c
struct seccomp_notif;
bool has_one_thread(pid_t process);
struct verdict judge_lock(struct asked *asked, enum tier tier, const struct place *place,
                          const struct seccomp_notif *call);
/// Answers those whose locks are free by now.
void retry_locks(const struct asked *asked);
/// Whether somebody waits for a lock, or one must be looked at again.
bool locks_are_watched(void);
/// For the supervisor inside, as long as it sees the list.
void open_list_of_locks(void);
/// Whether a process of the tree, as it was last measured, has a lock on a file that is not the run's.
bool holds_foreign_lock(void);

// seccomp.c
/// Which system calls a program may make.
struct filter_options {
  enum tier tier;
  /// Its files' modes and owners must not be changed, because it has the user's own rights.
  bool keeps_attributes;
  /// Signals go to this process only, unless it is 0.
  pid_t only_signals;
  /// A memory cgroup bounds the run, so that nobody is asked about memory.
  bool is_bounded;
  /// Nobody can be asked, so that what would be asked about is refused.
  bool asks_nobody;
};
/// Gives where the questions come in `listener`, or -1 where nobody can be asked.
const char *install_filter(struct filter_options options, int *listener);
/// Whether a filter's questions can be asked and answered here.
bool can_ask(void);
bool print_filter(struct filter_options options);

// landlock.c
int landlock_version(void);
bool landlock_scopes_signals(void);
const char *restrict_files(char *const *readable, const struct place *place);

// place.c
/// Decides how the run's own folder is called, so that the guard knows it before it is there.
void name_place(const char *parent);
/// Makes the kernel's folders show the run and nothing of the machine; for the supervisor inside.
void close_kernel_folders(void);
/// What only the supervisor writes to is closed.
void close_own_folders(void);
/// Gives up the right to mount, which nobody inside has from then on.
void give_up_rights(void);
void make_place(struct place *place, enum tier tier, const struct request *request);
void remove_place(void);
/// Bytes and number of the run's temporary files, files in memory included.
void measure_files(enum tier tier, uint64_t most, uint64_t *bytes, uint64_t *files);
/// Bytes of those files that lie in memory.
bool files_lie_in_memory(enum tier tier);
/// Whether one of the folders whose files do has no room left.
bool memory_of_files_is_full(enum tier tier);

// program.c
/// Starts the program; returns its pid.
pid_t start_program(const struct request *request, const struct place *place, enum tier tier,
                    int out, int err, struct asked *asked);

// output.c
void open_stream(struct stream *stream, uint64_t limit, const char *omitted);
void append(struct stream *stream, const uint8_t *bytes, size_t size);
void close_stream(struct stream *stream);

// tree.c
void each_process(enum tier tier, void (*visit)(pid_t process));
/// Whether a process was there when the tree was last measured or visited.
bool is_in_tree(pid_t process);
void measure_tree(enum tier tier, bool shares, struct usage *usage);
void kill_tree(enum tier tier, pid_t program);

// watch.c
void watch(const struct request *request, const struct place *place, enum tier tier, pid_t program,
           int signals, int out, int err, struct asked *asked, struct stream *outputs,
           struct outcome *outcome);
uint64_t now_us(void);

#endif
