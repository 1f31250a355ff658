// Who runs the program.
//
// The kernel never counts root's processes against a limit, so root's runs happen as a user that owns
// nothing. Each has a user of its own: runs at the same time then can neither signal each other nor
// use up each other's processes.

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "supervisor.h"

/// Above all ranges that distributions and systemd give out (1879048191 is the end of theirs).
static const uid_t first_of_many = 1879048192u;
/// For containers with few users: in the range that Debian's policy keeps free.
static const uid_t single = 65432;

/// Whether a map of the kernel's, such as /proc/self/uid_map, holds an identity.
static bool map_holds(const char *path, uint64_t identity) {
  FILE *file = fopen(path, "re");
  if (!file) return false;
  unsigned long long inside, outside, count;
  bool holds = false;
  while (fscanf(file, "%llu %llu %llu", &inside, &outside, &count) == 3)
    if (identity >= inside && identity < inside + count) holds = true;
  fclose(file);
  return holds;
}

static bool exists(uid_t uid) {
  return map_holds("/proc/self/uid_map", uid) && map_holds("/proc/self/gid_map", uid);
}

static bool may_drop_groups(void) {
  FILE *file = fopen("/proc/self/setgroups", "re");
  if (!file) return true;
  char word[8] = "";
  bool denied = fgets(word, sizeof word, file) && strncmp(word, "deny", 4) == 0;
  fclose(file);
  return !denied;
}

bool throw_away_user(uid_t *uid) {
  if (geteuid() != 0 || !may_drop_groups()) return false;
  // A process id is at most 2^22, and nobody else's as long as this process lives.
  *uid = first_of_many + (uid_t)getpid();
  if (exists(*uid)) return true;
  *uid = single;
  return exists(*uid);
}

bool is_of_one_run(uid_t uid) { return uid >= first_of_many; }

bool become(uid_t uid) {
  return setgroups(0, NULL) == 0 && setresgid(uid, uid, uid) == 0 && setresuid(uid, uid, uid) == 0;
}

/// The number that stands for users who have none in a namespace, and the last that there is.
static const uid_t nobody = 65534, last_user = 4294967294u;

/// Whether a process counts in this user namespace: it is in it, or in one below. Elsewhere the number
/// of its user is another's, or none's at all.
static bool counts_here(int folder, const char *process, uid_t own_uid, const struct stat *own) {
  char path[300];
  snprintf(path, sizeof path, "%s/ns/user", process);
  int space = openat(folder, path, O_RDONLY | O_CLOEXEC);
  // Whoever may not be looked at is most likely another run's supervisor. Where unknown users all have
  // the number of nobody, only the guard is known to be of this one's.
  bool found = space < 0 && (own_uid != nobody || map_holds("/proc/self/uid_map", last_user) ||
                             atol(process) == getppid());
  while (space >= 0 && !found) {
    struct stat status;
    found = fstat(space, &status) == 0 && status.st_ino == own->st_ino;
    const int above = found ? -1 : ioctl(space, NS_GET_PARENT);
    close(space);
    space = above;
  }
  return found;
}

unsigned count_threads_of(uid_t uid) {
  struct stat own;
  const bool is_known = stat("/proc/self/ns/user", &own) == 0;
  unsigned count = 0;
  DIR *folder = opendir("/proc");
  if (!folder) return 0;
  for (struct dirent *entry; (entry = readdir(folder));) {
    struct stat status;
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
    if (fstatat(dirfd(folder), entry->d_name, &status, 0) != 0 || status.st_uid != uid) continue;
    if (is_known && !counts_here(dirfd(folder), entry->d_name, uid, &own)) continue;
    char path[300];
    snprintf(path, sizeof path, "/proc/%s/task", entry->d_name);
    // A folder has two links, and one more for each folder in it.
    if (stat(path, &status) == 0 && status.st_nlink > 2) count += (unsigned)status.st_nlink - 2;
  }
  closedir(folder);
  return count;
}

// The first stage of tier `namespaces`: gives up root, and becomes bubblewrap.
//
// bubblewrap starts this very program again, inside, through a descriptor that was opened here: so
// neither the throw-away user nor the namespaces need to see the folder that it lies in.

/// The descriptor by which bubblewrap's command names this program.
static const int own_program = 9;
/// The user and group that bubblewrap's command names.
static const int inner_user = 1000;

static int fail(const char *what) {
  fprintf(stderr, "supervisor: %s: %s\n", what, strerror(errno));
  return 1;
}

static bool write_text(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  bool written = write_all(file, text, strlen(text));
  close(file);
  return written;
}

/// Puts a namespace of users around bubblewrap's own, so that what is seen inside of whoever runs the
/// program is a number that is the same on every machine. Where the kernel refuses, the number is seen.
static void hide_user(uid_t uid, gid_t gid) {
  char users[64], groups[64];
  snprintf(users, sizeof users, "%d %u 1", inner_user, uid);
  snprintf(groups, sizeof groups, "%d %u 1", inner_user, gid);
  if (unshare(CLONE_NEWUSER) != 0) return;
  if (!write_text("/proc/self/setgroups", "deny") || !write_text("/proc/self/uid_map", users) ||
      !write_text("/proc/self/gid_map", groups))
    _exit(fail("the user cannot be hidden"));
}

int enter(char **arguments) {
  if (make_group("/proc")) start_guarded(TIER_NAMESPACES);
  int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (program < 0 || dup2(program, own_program) < 0) return fail("its own program cannot be opened");
  uid_t uid;
  if (throw_away_user(&uid) && !become(uid)) return fail("root cannot be given up");
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  hide_user(geteuid(), getegid());
  char *const nothing[] = {NULL};
  execve(arguments[0], arguments, nothing);
  return fail(arguments[0]);
}
