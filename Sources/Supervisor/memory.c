// A memory cgroup around the program, where one can be had: the only bound that holds for all that
// the kernel keeps for it, mapped or not.
//
// It is made outside the sandbox, by a process that stays there and removes it (guard.c); the files of
// it that the supervisor needs are handed inside as descriptors, whose rights are those of who opened
// them. The program enters it by itself before it becomes the program, so that the supervisor is never
// among those that the kernel chooses from when memory runs out.

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "supervisor.h"

/// The descriptors by which the cgroup's files are handed on; bubblewrap passes them through.
enum { LIMIT_FILE = 6, MEMBERS_FILE = 7, EVENTS_FILE = 8 };

static char own_group[512];
static const char prefix[] = "steerbench-";

/// Opens a file of a cgroup. They are all there, so that creating does nothing; where the tree was made
/// up, by a test, it makes them.
static int open_in(const char *group, const char *name, int flags) {
  char path[640];
  snprintf(path, sizeof path, "%s/%s", group, name);
  const int file = open(path, flags | O_CLOEXEC | O_CREAT, 0600);
  if (file < 0) return -1;
  // Out of the way of the numbers that the three have.
  const int moved = fcntl(file, F_DUPFD_CLOEXEC, 16);
  close(file);
  return moved;
}

static bool put(const char *group, const char *name, const char *text) {
  int file = open_in(group, name, O_WRONLY);
  if (file < 0) return false;
  bool written = write_all(file, text, strlen(text));
  close(file);
  return written;
}

/// Whether a file of a cgroup lists a word.
static bool lists(const char *group, const char *name, const char *word) {
  char path[640], text[512];
  snprintf(path, sizeof path, "%s/%s", group, name);
  FILE *file = fopen(path, "re");
  if (!file) return false;
  bool found = false;
  while (!found && fscanf(file, "%511s", text) == 1) found = strcmp(text, word) == 0;
  fclose(file);
  return found;
}

/// Whether a word stands in a list with commas.
static bool has_word(const char *list, const char *word) {
  const size_t size = strlen(word);
  for (const char *next = list; (next = strstr(next, word)); next += size)
    if ((next == list || next[-1] == ',') && strchr(",\n", next[size])) return true;
  return false;
}

/// The path of this process in the hierarchy that bounds memory: of version 1 where memory has one of
/// its own, else of version 2.
static bool own_path(const char *proc, bool *first, char *path, size_t size) {
  char name[512], line[1024];
  snprintf(name, sizeof name, "%s/self/cgroup", proc);
  FILE *file = fopen(name, "re");
  if (!file) return false;
  bool found = false;
  *first = false;
  while (!*first && fgets(line, sizeof line, file)) {
    char *controllers = strchr(line, ':');
    char *start = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!start) continue;
    *start++ = 0;
    start[strcspn(start, "\n")] = 0;
    *first = has_word(controllers + 1, "memory");
    if (!*first && controllers[1] != 0) continue;
    found = strlen(start) < size;
    if (found) strcpy(path, start);
  }
  fclose(file);
  return found;
}

/// Where that hierarchy is mounted, and which part of it.
static bool find_mount(const char *proc, bool first, char root[256], char point[256]) {
  char name[512], line[2048];
  snprintf(name, sizeof name, "%s/self/mountinfo", proc);
  FILE *file = fopen(name, "re");
  if (!file) return false;
  bool found = false;
  while (!found && fgets(line, sizeof line, file)) {
    char type[32], options[512];
    const char *rest = strstr(line, " - ");
    if (!rest || sscanf(rest, " - %31s %*s %511s", type, options) != 2) continue;
    if (sscanf(line, "%*s %*s %*s %255s %255s", root, point) != 2) continue;
    found = first ? strcmp(type, "cgroup") == 0 && has_word(options, "memory")
                  : strcmp(type, "cgroup2") == 0;
  }
  fclose(file);
  return found;
}

/// The folder of this process's own cgroup.
static bool own_folder(const char *proc, bool *first, char *folder, size_t size, size_t *top) {
  char path[400], root[256], point[256];
  if (!own_path(proc, first, path, sizeof path) || !find_mount(proc, *first, root, point)) return false;
  const char *inner = path;
  const size_t cut = strlen(root);
  // A container sees a part of the hierarchy, whose name may stand in front of its own path.
  if (cut > 1 && strncmp(path, root, cut) == 0) inner += cut;
  if (strstr(inner, "..")) return false;
  *top = strlen(point);
  const int length = snprintf(folder, size, "%s%s", point, strcmp(inner, "/") == 0 ? "" : inner);
  return length > 0 && (size_t)length < size;
}

/// Removes what runs left whose guard was killed: groups that are empty and whose maker is gone.
static void sweep(const char *parent) {
  DIR *folder = opendir(parent);
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (strncmp(entry->d_name, prefix, sizeof prefix - 1) != 0) continue;
    const pid_t maker = (pid_t)atol(entry->d_name + sizeof prefix - 1);
    if (maker > 0 && kill(maker, 0) != 0 && errno == ESRCH)
      unlinkat(dirfd(folder), entry->d_name, AT_REMOVEDIR);
  }
  closedir(folder);
}

static bool make_below(const char *parent, bool first) {
  sweep(parent);
  snprintf(own_group, sizeof own_group, "%s/%s%d", parent, prefix, (int)getpid());
  if (mkdir(own_group, 0755) != 0) {
    own_group[0] = 0;
    return false;
  }
  // Nothing of a run lies in swap, where it would not count.
  if (first) put(own_group, "memory.swappiness", "0");
  else {
    put(own_group, "memory.swap.max", "0");
    put(own_group, "memory.oom.group", "1");
  }
  const int files[] = {
      open_in(own_group, first ? "memory.limit_in_bytes" : "memory.max", O_WRONLY),
      // A thread that moves only itself waits for nobody, which version 1 alone has a file for.
      open_in(own_group, first ? "tasks" : "cgroup.procs", O_WRONLY),
      open_in(own_group, first ? "memory.oom_control" : "memory.events", O_RDONLY),
  };
  bool open = true;
  for (int index = 0; index < 3; index++) {
    open = open && files[index] >= 0 && dup2(files[index], LIMIT_FILE + index) >= 0;
    if (files[index] >= 0) close(files[index]);
  }
  if (!open) remove_group();
  return open;
}

/// Whether groups below a folder of version 2 can bound memory; tells the kernel so where it must be
/// told and may be.
static bool offers_memory(const char *folder) {
  return lists(folder, "cgroup.subtree_control", "memory") ||
         (lists(folder, "cgroup.controllers", "memory") &&
          put(folder, "cgroup.subtree_control", "+memory"));
}

bool make_group(const char *proc) {
  for (int file = LIMIT_FILE; file <= EVENTS_FILE; file++) close(file);
  char folder[400];
  bool first;
  size_t top;
  if (!own_folder(proc, &first, folder, sizeof folder, &top)) return false;
  if (first) return make_below(folder, true);
  // A group with processes of its own has none below it that is bounded; one beside it may be.
  if (offers_memory(folder) && make_below(folder, false)) return true;
  char *last = strrchr(folder, '/');
  if (strlen(folder) <= top || !last) return false;
  *last = 0;
  return offers_memory(folder) && make_below(folder, false);
}

const char *group_name(void) { return own_group; }

void remove_group(void) {
  for (int file = LIMIT_FILE; own_group[0] && file <= EVENTS_FILE; file++) close(file);
  // The kernel counts its last process a moment longer.
  for (int attempt = 0; own_group[0] && rmdir(own_group) != 0 && errno == EBUSY && attempt < 200;) {
    const struct timespec pause = {0, 500000};
    nanosleep(&pause, NULL);
    attempt++;
  }
  own_group[0] = 0;
}

void close_inherited(bool grouped) {
  for (int file = 3; file < 64; file++) {
    if (grouped && file >= LIMIT_FILE && file <= EVENTS_FILE) fcntl(file, F_SETFD, FD_CLOEXEC);
    else close(file);
  }
}

bool bound_memory(uint64_t bytes) {
  char text[32];
  const int size = snprintf(text, sizeof text, "%llu", (unsigned long long)bytes);
  return write(LIMIT_FILE, text, (size_t)size) == size;
}

bool enter_group(void) { return write(MEMBERS_FILE, "0", 1) == 1; }

uint64_t out_of_memory_kills(void) {
  char text[1024];
  const ssize_t count = pread(EVENTS_FILE, text, sizeof text - 1, 0);
  if (count <= 0) return 0;
  text[count] = 0;
  const char *line = strstr(text, "oom_kill ");
  return line ? strtoull(line + 9, NULL, 10) : 0;
}
