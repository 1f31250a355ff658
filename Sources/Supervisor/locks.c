// Locks, of which a program may have those on its own files only: one on a file of the host would hold
// up the host.
//
// A process with one thread cannot change its descriptors while it waits for the answer, so what was
// looked at is what the kernel locks. Where it has more:
//
// - flock and locks of open files belong to what a descriptor stands for, not to who asks. The
//   supervisor takes the descriptor, looks at what it has, and locks in the program's place.
// - lockf belongs to the process, and databases use it. It is let through, and the kernel's list of
//   locks is looked at from then on: a lock of the run on any file but those that were allowed ends the
//   run. Some file systems have other numbers in that list than elsewhere; there lockf is refused.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "supervisor.h"

bool has_one_thread(pid_t process) {
  char path[64];
  struct stat status;
  snprintf(path, sizeof path, "/proc/%d/task", (int)process);
  // A folder has two links, and one more for each folder in it.
  return stat(path, &status) == 0 && status.st_nlink == 3;
}

/// Whether a descriptor is a file of the run; `path` is its name in /proc.
static bool is_own_file(const struct place *place, enum tier tier, const char *path) {
  struct stat found, folder;
  if (stat(path, &found) != 0) return false;
  if (tier == TIER_NAMESPACES)
    return (stat("/tmp", &folder) == 0 && folder.st_dev == found.st_dev) ||
           (stat("/dev/shm", &folder) == 0 && folder.st_dev == found.st_dev);
  char target[4096];
  const ssize_t size = readlink(path, target, sizeof target);
  const size_t inside = strlen(place->work);
  return size > (ssize_t)inside && memcmp(target, place->work, inside) == 0 && target[inside] == '/';
}

/// The process that a thread belongs to; 0 if it is gone.
static pid_t process_of(pid_t thread) {
  char path[64], line[128];
  snprintf(path, sizeof path, "/proc/%d/status", (int)thread);
  FILE *file = fopen(path, "re");
  if (!file) return 0;
  int process = 0;
  while (process == 0 && fgets(line, sizeof line, file)) (void)sscanf(line, "Tgid: %d", &process);
  fclose(file);
  return process;
}

/// A descriptor for what another process's descriptor stands for; -1 where there is none.
static int take_file(pid_t thread, int file) {
  const pid_t process = process_of(thread);
  const int handle = process > 0 ? (int)syscall(SYS_pidfd_open, process, 0) : -1;
  if (handle < 0) return -1;
  const int taken = (int)syscall(SYS_pidfd_getfd, handle, file, 0);
  close(handle);
  return taken;
}

/// A lock that is taken in the program's place.
struct proxy {
  /// The question that waits for it.
  uint64_t id;
  int file;
  /// For flock; else `lock` says which part of the file.
  bool is_whole;
  int operation;
  struct flock lock;
};

/// Locks that somebody waits for.
static struct proxy waiting[64];
static size_t waiting_count;

/// Tries once; gives 0 or the error.
static int attempt(const struct proxy *proxy) {
  struct flock lock = proxy->lock;
  const int result = proxy->is_whole ? flock(proxy->file, proxy->operation | LOCK_NB)
                                     : fcntl(proxy->file, F_OFD_SETLK, &lock);
  return result == 0 ? 0 : errno;
}

static bool is_taken_by_another(int error) { return error == EWOULDBLOCK || error == EACCES; }

static bool is_still_asked(int listener, uint64_t id) {
  return ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

/// What a call gives a pointer to; false where nobody may read it.
static bool read_lock(int listener, const struct seccomp_notif *call, struct flock *lock) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/mem", (int)call->pid);
  const int memory = open(path, O_RDONLY | O_CLOEXEC);
  if (memory < 0) return false;
  const bool is_read = pread(memory, lock, sizeof *lock, (off_t)call->data.args[2]) ==
                       (ssize_t)sizeof *lock;
  close(memory);
  return is_read && is_still_asked(listener, call->id);
}

/// Locks for a process with several threads.
static struct verdict lock_for(const struct asked *asked, enum tier tier, const struct place *place,
                               const struct seccomp_notif *call) {
  struct proxy proxy = {
      .id = call->id,
      .file = take_file((pid_t)call->pid, (int)call->data.args[0]),
      .is_whole = call->data.nr == SYS_flock,
      .operation = (int)call->data.args[1],
  };
  if (proxy.file < 0) return (struct verdict){FAIL, EPERM};
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", proxy.file);
  int error = EPERM;
  if (is_own_file(place, tier, path) && is_still_asked(asked->listener, call->id) &&
      (proxy.is_whole || read_lock(asked->listener, call, &proxy.lock)))
    error = attempt(&proxy);
  const bool waits = proxy.is_whole ? (proxy.operation & LOCK_NB) == 0
                                    : proxy.operation == F_OFD_SETLKW;
  if (waits && is_taken_by_another(error)) {
    if (waiting_count < sizeof waiting / sizeof *waiting) {
      waiting[waiting_count++] = proxy;
      return (struct verdict){LATER, 0};
    }
    error = ENOLCK;
  }
  close(proxy.file);
  return error == 0 ? (struct verdict){DONE, 0} : (struct verdict){FAIL, error};
}

void retry_locks(const struct asked *asked) {
  for (size_t index = 0; index < waiting_count;) {
    const bool is_asked = is_still_asked(asked->listener, waiting[index].id);
    const int error = is_asked ? attempt(&waiting[index]) : 0;
    if (is_taken_by_another(error)) {
      index++;
      continue;
    }
    if (is_asked) reply(asked->listener, waiting[index].id, (struct verdict){error ? FAIL : DONE, error});
    close(waiting[index].file);
    waiting[index] = waiting[--waiting_count];
  }
}

/// The kernel's list of locks, of this namespace of processes.
static FILE *list;
static bool looks_at_list;

bool locks_are_watched(void) { return waiting_count > 0 || looks_at_list; }

void open_list_of_locks(void) { list = fopen("/proc/locks", "re"); }

/// What names a file in that list.
struct name {
  dev_t device;
  ino_t number;
};

/// The files on which lockf was allowed.
static struct name allowed[4096];
static size_t allowed_count;

static bool is_allowed(struct name name) {
  for (size_t index = 0; index < allowed_count; index++)
    if (allowed[index].number == name.number && allowed[index].device == name.device) return true;
  return false;
}

static bool allow_lockf(struct name name) {
  if (is_allowed(name)) return true;
  if (allowed_count == sizeof allowed / sizeof *allowed) return false;
  allowed[allowed_count++] = name;
  return true;
}

/// The next lock of the list that belongs to a process; those of others are asked about one by one.
static bool next_in_list(pid_t *process, struct name *name) {
  char line[256];
  while (fgets(line, sizeof line, list)) {
    const char *kind = strstr(line, "POSIX ");
    unsigned first, second;
    unsigned long long number;
    if (!kind || sscanf(kind, "POSIX %*s %*s %d %x:%x:%llu", process, &first, &second, &number) != 4)
      continue;
    *name = (struct name){makedev(first, second), (ino_t)number};
    return true;
  }
  return false;
}

/// Whether the list names files of the run as they are named elsewhere, found out with one.
static bool names_are_told(const struct place *place) {
  if (!list) open_list_of_locks();
  const int file = list ? open(place->work, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;
  struct stat status;
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  bool told = false;
  if (file >= 0 && fstat(file, &status) == 0 && fcntl(file, F_SETLK, &lock) == 0) {
    pid_t process;
    struct name name;
    rewind(list);
    while (!told && next_in_list(&process, &name))
      told = process == getpid() && name.device == status.st_dev && name.number == status.st_ino;
  }
  if (file >= 0) close(file);
  return told;
}

bool holds_foreign_lock(void) {
  if (!looks_at_list) return false;
  pid_t process;
  struct name name;
  rewind(list);
  while (next_in_list(&process, &name))
    if (is_in_tree(process) && !is_allowed(name)) return true;
  return false;
}

/// Whether lockf of a process with several threads can be looked at afterwards.
static bool watches_lockf(const struct place *place) {
  static bool is_known;
  if (!is_known) looks_at_list = names_are_told(place);
  is_known = true;
  return looks_at_list;
}

struct verdict judge_lock(struct asked *asked, enum tier tier, const struct place *place,
                          const struct seccomp_notif *call) {
  asked->locks++;
  const pid_t thread = (pid_t)call->pid;
  const bool is_lockf = call->data.nr == SYS_fcntl &&
                        (call->data.args[1] == F_SETLK || call->data.args[1] == F_SETLKW);
  const bool is_alone = has_one_thread(thread);
  if (!is_alone && !is_lockf) return lock_for(asked, tier, place, call);
  char path[96];
  struct stat status;
  snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)thread, (int)call->data.args[0]);
  if (thread <= 0 || !is_own_file(place, tier, path) || (!is_alone && !watches_lockf(place)))
    return (struct verdict){FAIL, EPERM};
  if (is_lockf && (stat(path, &status) != 0 ||
                   !allow_lockf((struct name){status.st_dev, status.st_ino})))
    return (struct verdict){FAIL, ENOLCK};
  return (struct verdict){PASS, 0};
}
