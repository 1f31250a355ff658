// The run's own files: made before it starts, measured while it runs, removed after it.
//
// In tier `namespaces` they lie in file systems that vanish with the run. Elsewhere they lie in one
// folder with an unguessable name, whose name is left out of what the program prints.

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <linux/capability.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "supervisor.h"

static char own_root[256];

enum { random_bytes = 1 << 20, deepest_folder = 100 };

static void write_file(const char *path, const void *bytes, size_t size) {
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0444);
  if (file < 0 || !write_all(file, bytes, size) || close(file) != 0)
    refuse("a file of the run cannot be written", path, errno);
}

/// The content of the random devices: xoshiro256**, seeded by the number of the stream.
///
/// Nothing secret is made of it; it only has to be even, without a period, and everywhere the same.
static void write_random(const char *path, uint64_t stream) {
  static uint64_t numbers[random_bytes / 8];
  uint64_t state[4];
  for (int index = 0; index < 4; index++) {
    // splitmix64
    uint64_t mixed = stream += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    state[index] = mixed ^ (mixed >> 31);
  }
  for (size_t index = 0; index < random_bytes / 8; index++) {
    const uint64_t product = state[1] * 5;
    numbers[index] = ((product << 7) | (product >> 57)) * 9;
    const uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = (state[3] << 45) | (state[3] >> 19);
  }
  write_file(path, numbers, sizeof numbers);
}

static void make_folder(const char *path, mode_t mode, uid_t uid, gid_t gid) {
  if (mkdir(path, 0700) != 0) refuse("the run's folder cannot be made", path, errno);
  // Only root gives folders away.
  if ((uid != geteuid() || gid != getegid()) && chown(path, uid, gid) != 0)
    refuse("the run's folder cannot be given away", path, errno);
  if (chmod(path, mode) != 0) refuse("the run's folder cannot be made", path, errno);
}

void name_place(const char *parent) {
  uint64_t name;
  if (getrandom(&name, sizeof name, 0) != sizeof name)
    refuse("the run's folder cannot be named", NULL, errno);
  int size = snprintf(own_root, sizeof own_root, "%s/steerbench-%016llx", parent,
                      (unsigned long long)name);
  if (size > 0 && (size_t)size < sizeof own_root && parent[0] == '/') return;
  own_root[0] = 0;
  refuse("the folder for temporary files has no usable name", parent, 0);
}

static void make_own_folder(struct place *place) {
  strcpy(place->root, own_root);
  // The folder stays this process's; the program can only pass through it.
  make_folder(place->root, place->changes_user ? 0710 : 0700, geteuid(), place->gid);
  char code[sizeof place->root + 8];
  snprintf(code, sizeof code, "%s/code", place->root);
  make_folder(code, 0755, geteuid(), getegid());
  snprintf(place->work, sizeof place->work, "%s/tmp", place->root);
  make_folder(place->work, 0700, place->uid, place->gid);
}

/// Tells OpenSSL that the random device is ready: without the system call that would tell, it looks
/// for a shared byte of this number, and else gives up.
static void mark_random_as_ready(void) {
  enum { openssl_mark = 114 };
  (void)shmget(openssl_mark, 1, IPC_CREAT | 0444);
}

void make_place(struct place *place, enum tier tier, const struct request *request) {
  *place = (struct place){.uid = geteuid(), .gid = getegid()};
  if (tier == TIER_NAMESPACES) {
    strcpy(place->work, "/tmp");
    write_random("/run/random", request->random_stream);
    write_file("/run/cpus", "0-1\n", 4);
    mark_random_as_ready();
  } else {
    if (tier == TIER_LANDLOCK && throw_away_user(&place->uid)) {
      place->changes_user = true;
      place->gid = place->uid;
    }
    make_own_folder(place);
  }
  snprintf(place->script, sizeof place->script, "%s/code/main.py", place->root);
  write_file(place->script, request->code.bytes, request->code.size);
}

/// Lays nothing over what tells of the machine, as far as it is known; for kernels that cannot hide all of it.
static void mask_machine(void) {
  static const char *const files[] = {
      "cmdline", "config.gz", "cpuinfo", "diskstats", "interrupts", "loadavg", "meminfo",
      "partitions", "schedstat", "softirqs", "stat", "swaps", "uptime", "version", "vmstat", "zoneinfo",
  };
  for (size_t index = 0; index < sizeof files / sizeof *files; index++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%s", files[index]);
    if (mount("/dev/null", path, NULL, MS_BIND, NULL) != 0 && errno != ENOENT)
      refuse("the machine's /proc cannot be hidden", path, errno);
  }
  static const char *const folders[] = {"/proc/pressure", "/proc/sys", "/proc/irq", "/proc/fs"};
  for (size_t index = 0; index < sizeof folders / sizeof *folders; index++)
    if (mount("none", folders[index], "tmpfs", MS_RDONLY, "size=4096") != 0 && errno != ENOENT)
      refuse("the machine's /proc cannot be hidden", folders[index], errno);
}

void close_kernel_folders(void) {
  // Of the machine nothing but the processes of the run: a whole /proc tells of its load, its
  // interrupts, its disks and its kernel, in files that are more with each kernel.
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "subset=pid") == 0) return;
  if (errno != EINVAL) refuse("the machine's /proc cannot be hidden", NULL, errno);
  // Before Linux 5.8.
  mask_machine();
}

void close_own_folders(void) {
  static const char *const folders[] = {"/run", "/code"};
  const unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV;
  for (size_t index = 0; index < 2; index++)
    if (mount(NULL, folders[index], NULL, flags, NULL) != 0)
      refuse("a folder of the supervisor cannot be closed", folders[index], errno);
}

void give_up_rights(void) {
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN, 0, 0, 0);
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  const struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
  if (syscall(SYS_capset, &head, none) != 0)
    refuse("the supervisor's rights cannot be given up", NULL, errno);
}

static bool is_dots(const char *name) { return strcmp(name, ".") == 0 || strcmp(name, "..") == 0; }

/// Opens a folder in a folder for reading, even if it forbids that to its owner; never a link.
static DIR *open_inner(int folder, const char *name) {
  int path = openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (path < 0) return NULL;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", path);
  chmod(link, 0700);
  int inner = open(link, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  close(path);
  return inner < 0 ? NULL : fdopendir(inner);
}

/// Removes the files of a folder, and moves its folders up to another.
static bool flatten(DIR *folder, int above, unsigned long long *name) {
  bool moved = false;
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (is_dots(entry->d_name) || unlinkat(dirfd(folder), entry->d_name, 0) == 0) continue;
    if (errno != EISDIR) continue;
    // A folder that its owner may not write to cannot be moved.
    DIR *inner = open_inner(dirfd(folder), entry->d_name);
    if (inner) closedir(inner);
    char unused[32];
    snprintf(unused, sizeof unused, "%016llx", (*name)++);
    if (renameat(dirfd(folder), entry->d_name, above, unused) == 0) moved = true;
  }
  return moved;
}

/// Empties a folder: what lies in its folders is moved up first, so that no depth can exhaust this
/// process.
static void empty(int folder) {
  unsigned long long name = 0;
  if (getrandom(&name, sizeof name, 0) != sizeof name) name = (unsigned long long)now_us();
  for (bool again = true; again;) {
    again = false;
    DIR *entries = fdopendir(openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!entries) return;
    for (struct dirent *entry; (entry = readdir(entries));) {
      if (is_dots(entry->d_name) || unlinkat(folder, entry->d_name, 0) == 0) continue;
      if (errno != EISDIR) continue;
      DIR *inner = open_inner(folder, entry->d_name);
      if (!inner) continue;
      if (flatten(inner, folder, &name)) again = true;
      closedir(inner);
      if (unlinkat(folder, entry->d_name, AT_REMOVEDIR) == 0) again = true;
    }
    closedir(entries);
  }
}

void remove_place(void) {
  if (own_root[0] == 0) return;
  int folder = open(own_root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder >= 0) {
    empty(folder);
    close(folder);
  }
  rmdir(own_root);
}

bool files_lie_in_memory(enum tier tier) { return tier == TIER_NAMESPACES; }

bool memory_of_files_is_full(enum tier tier) {
  const char *const folders[] = {"/tmp", "/dev/shm"};
  struct statvfs status;
  for (size_t index = 0; index < 2 && files_lie_in_memory(tier); index++)
    if (statvfs(folders[index], &status) == 0 && status.f_bfree == 0) return true;
  return false;
}

/// Adds what lies in a folder and below; a folder too deep counts as too many files.
static void add_folder(int folder, unsigned depth, uint64_t most, uint64_t *bytes,
                       uint64_t *files) {
  DIR *entries = fdopendir(folder);
  if (!entries) {
    close(folder);
    return;
  }
  if (depth > deepest_folder) *files = most + 1;
  for (struct dirent *entry; *files <= most && (entry = readdir(entries));) {
    struct stat status;
    if (is_dots(entry->d_name)) continue;
    if (fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    *files += 1;
    *bytes += (uint64_t)status.st_blocks * 512;
    if (!S_ISDIR(status.st_mode)) continue;
    int inner = openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner >= 0) add_folder(inner, depth + 1, most, bytes, files);
  }
  closedir(entries);
}

void measure_files(enum tier tier, uint64_t most, uint64_t *bytes, uint64_t *files) {
  *bytes = *files = 0;
  if (tier == TIER_NAMESPACES) {
    const char *const folders[] = {"/tmp", "/dev/shm", "/code"};
    for (size_t index = 0; index < 3; index++) {
      struct statvfs status;
      if (statvfs(folders[index], &status) != 0) continue;
      *bytes += (uint64_t)(status.f_blocks - status.f_bfree) * status.f_frsize;
      *files += (uint64_t)(status.f_files - status.f_ffree);
    }
    return;
  }
  int root = open(own_root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (root >= 0) add_folder(root, 0, most, bytes, files);
}
