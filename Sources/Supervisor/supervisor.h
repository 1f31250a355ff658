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
bool become(uid_t uid);
unsigned count_threads_of(uid_t uid);
/// Becomes bubblewrap, without root; comes back only where that failed.
int enter(char **arguments);

// seccomp.c
/// Which system calls a program may make.
struct filter_options {
  enum tier tier;
  /// Its files' modes and owners must not be changed, because it has the user's own rights.
  bool keeps_attributes;
  /// Signals go to this process only, unless it is 0.
  pid_t only_signals;
};
const char *install_filter(struct filter_options options);
bool print_filter(struct filter_options options);

// landlock.c
int landlock_version(void);
bool landlock_scopes_signals(void);
const char *restrict_files(char *const *readable, const struct place *place);

// place.c
void make_place(struct place *place, enum tier tier, const char *parent,
                const struct request *request);
void remove_place(void);
/// Bytes and number of the run's temporary files, files in memory included.
void measure_files(enum tier tier, uint64_t most, uint64_t *bytes, uint64_t *files);
/// Bytes of those files that lie in memory.
bool files_lie_in_memory(enum tier tier);

// program.c
/// Starts the program; returns its pid.
pid_t start_program(const struct request *request, const struct place *place, enum tier tier,
                    int out, int err);

// output.c
void open_stream(struct stream *stream, uint64_t limit, const char *omitted);
void append(struct stream *stream, const uint8_t *bytes, size_t size);
void close_stream(struct stream *stream);

// tree.c
void measure_tree(enum tier tier, bool shares, struct usage *usage);
void kill_tree(enum tier tier, pid_t program);

// watch.c
void watch(const struct request *request, enum tier tier, pid_t program, int signals, int out,
           int err, struct stream *outputs, struct outcome *outcome);
uint64_t now_us(void);

#endif
