// Everything that the program started, wherever it hid: what it uses, and its end.
//
// In a namespace of its own that is every process but this one. Elsewhere it is what descends from
// this process, which adopts all orphans.

#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "supervisor.h"

enum { most_processes = 16384 };

static pid_t found[most_processes];
static size_t found_count;

static void add(pid_t process) {
  if (found_count < most_processes) found[found_count++] = process;
}

static size_t read_text(const char *path, char *text, size_t size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, text, size - 1);
  close(file);
  if (count < 0) count = 0;
  text[count] = 0;
  return (size_t)count;
}

/// The numbers that name folders in a folder of the kernel's, except one.
static void each_number(const char *path, pid_t except, void (*visit)(pid_t, pid_t), pid_t owner) {
  DIR *folder = opendir(path);
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    pid_t number = (pid_t)atol(entry->d_name);
    if (number != except) visit(number, owner);
  }
  closedir(folder);
}

static void visit_process(pid_t process, pid_t owner) {
  (void)owner;
  add(process);
}

/// Adds what one thread of a process started.
static void visit_thread(pid_t thread, pid_t owner) {
  char path[64];
  static char text[1 << 16];
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)owner, (int)thread);
  read_text(path, text, sizeof text);
  char *next = text, *end;
  for (;;) {
    long child = strtol(next, &end, 10);
    if (end == next) return;
    next = end;
    add((pid_t)child);
  }
}

static void find_tree(enum tier tier) {
  found_count = 0;
  if (tier == TIER_NAMESPACES) {
    each_number("/proc", getpid(), visit_process, 0);
    return;
  }
  visit_thread(getpid(), getpid());
  for (size_t index = 0; index < found_count; index++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)found[index]);
    each_number(path, 0, visit_thread, found[index]);
  }
}

/// The processor time of one process as the kernel's own clock has it; 0 if it is gone.
static uint64_t cpu_of(pid_t process) {
  // The clock of a process, from its number: see clock_getcpuclockid(3).
  const clockid_t clock = (clockid_t)((~(unsigned)process << 3) | 2);
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) return 0;
  return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

/// The memory of a process that is its own share, where pages are shared; 0 if nobody tells.
static uint64_t share_of(pid_t process) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)process);
  read_text(path, text, sizeof text);
  const char *line = strstr(text, "\nPss:");
  return line ? strtoull(line + 5, NULL, 10) * 1024 : 0;
}

static void add_usage(pid_t process, bool shares, struct usage *usage) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
  if (read_text(path, text, sizeof text) == 0) return;
  // The name may hold anything, so the fields are counted from its last bracket.
  const char *fields = strrchr(text, ')');
  if (!fields) return;
  unsigned long long waited_user = 0, waited_system = 0;
  long long pages = 0;
  // From field 3, the state, to field 24, the resident pages.
  int count = sscanf(fields + 1,
                     " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %llu %llu %*d %*d %*d "
                     "%*d %*u %*u %lld",
                     &waited_user, &waited_system, &pages);
  if (count != 3) return;
  usage->processes++;
  usage->cpu_us += cpu_of(process) +
                   (waited_user + waited_system) * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
  uint64_t resident = (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
  uint64_t share = shares ? share_of(process) : 0;
  usage->resident += share > 0 && share < resident ? share : resident;
}

void each_process(enum tier tier, void (*visit)(pid_t process)) {
  find_tree(tier);
  for (size_t index = 0; index < found_count; index++) visit(found[index]);
}

bool is_in_tree(pid_t process) {
  for (size_t index = 0; index < found_count; index++)
    if (found[index] == process) return true;
  return false;
}

void measure_tree(enum tier tier, bool shares, struct usage *usage) {
  struct rusage waited;
  getrusage(RUSAGE_CHILDREN, &waited);
  *usage = (struct usage){0};
  usage->cpu_us = (uint64_t)(waited.ru_utime.tv_sec + waited.ru_stime.tv_sec) * 1000000 +
                  (uint64_t)(waited.ru_utime.tv_usec + waited.ru_stime.tv_usec);
  find_tree(tier);
  for (size_t index = 0; index < found_count; index++) add_usage(found[index], shares, usage);
}

void kill_tree(enum tier tier, pid_t program) {
  if (tier == TIER_NAMESPACES) {
    kill(-1, SIGKILL);
    return;
  }
  // The whole group at once, which only tier `none` allows to be left.
  if (program > 0) kill(-program, SIGKILL);
  // What is stopped starts nothing new while the rest is looked for.
  const int signals[] = {SIGSTOP, SIGKILL};
  for (size_t index = 0; index < 2; index++) {
    find_tree(tier);
    for (size_t next = 0; next < found_count; next++) kill(found[next], signals[index]);
  }
}
