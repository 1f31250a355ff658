// The calls that the program makes only after it was asked about: which of them are allowed depends on
// more than a filter sees.
//
// - Memory that processes share stays as long as one of them maps a page of it, and shows in none of
//   them. So what was ever asked for is counted, and never given back. Files that are mapped are
//   counted as files.
// - A pair of sockets holds what was written to it and not read. Those that are open are counted as if
//   they were full.
// - A lock on a file of the host would hold up the host; locks.c says which are let through.
// - The machine's memory, load and uptime are told of a machine that is always the same.
//
// Arguments lie in registers, so what is let through is what was looked at.

#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "supervisor.h"

bool send_file(int channel, int file) {
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
  } control = {.bytes = {0}};
  char one = 1;
  struct iovec text = {&one, 1};
  struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(head), &file, sizeof file);
  return sendmsg(channel, &message, MSG_NOSIGNAL) == 1;
}

int receive_file(int channel) {
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
  } control;
  char one;
  struct iovec text = {&one, 1};
  struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) != 1) return -1;
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  if (!head || head->cmsg_type != SCM_RIGHTS) return -1;
  int file;
  memcpy(&file, CMSG_DATA(head), sizeof file);
  return file;
}

/// How often files may be watched by epoll in a whole run; the kernel keeps a few hundred bytes of each,
/// and counts them for the user on the whole machine.
static const uint64_t most_watches = 65536;

/// Adds the sockets among a process's descriptors; as many as it may have, where nobody can look.
static uint64_t sockets_of(pid_t process, uint64_t most) {
  char path[64], target[16];
  snprintf(path, sizeof path, "/proc/%d/fd", (int)process);
  DIR *folder = opendir(path);
  if (!folder) return errno == ENOENT ? 0 : most;
  uint64_t count = 0;
  for (struct dirent *entry; (entry = readdir(folder));) {
    ssize_t size = readlinkat(dirfd(folder), entry->d_name, target, sizeof target);
    if (size > 7 && memcmp(target, "socket:", 7) == 0) count++;
  }
  closedir(folder);
  return count;
}

enum { most_nameless = 8192 };
static ino_t nameless[most_nameless];
static size_t nameless_count;
static uint64_t nameless_bytes;
static dev_t nameless_device;

/// Adds what the files take that a process has open and that have no name any more.
static void add_nameless(pid_t process) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", (int)process);
  DIR *folder = opendir(path);
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));) {
    struct stat status;
    if (fstatat(dirfd(folder), entry->d_name, &status, 0) != 0) continue;
    if (!S_ISREG(status.st_mode) || status.st_nlink != 0 || status.st_dev != nameless_device) continue;
    bool known = false;
    for (size_t index = 0; index < nameless_count && !known; index++)
      known = nameless[index] == status.st_ino;
    if (known || nameless_count == most_nameless) continue;
    nameless[nameless_count++] = status.st_ino;
    nameless_bytes += (uint64_t)status.st_blocks * 512;
  }
  closedir(folder);
}

uint64_t measure_nameless(enum tier tier, const struct place *place) {
  struct stat status;
  nameless_count = 0;
  nameless_bytes = 0;
  if (stat(place->work, &status) != 0) return 0;
  nameless_device = status.st_dev;
  each_process(tier, add_nameless);
  return nameless_bytes;
}

static uint64_t open_files_bound;
static uint64_t found_sockets;

static void count_sockets(pid_t process) {
  found_sockets += sockets_of(process, open_files_bound);
}

uint64_t socket_bytes(void) {
  static int bytes;
  int pair[2];
  socklen_t size = sizeof bytes;
  if (bytes == 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
    getsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &bytes, &size);
    close(pair[0]);
    close(pair[1]);
  }
  // One message more may go over it.
  return bytes > 0 ? 2 * (uint64_t)bytes : 2 * 212992;
}

uint64_t sockets_in_namespace(void) {
  static int file = -2;
  if (file == -2) file = open("/proc/self/net/sockstat", O_RDONLY | O_CLOEXEC);
  char text[256];
  const ssize_t count = file < 0 ? -1 : pread(file, text, sizeof text - 1, 0);
  if (count <= 0) return 0;
  text[count] = 0;
  const char *line = strstr(text, "sockets: used ");
  return line ? strtoull(line + 14, NULL, 10) : 0;
}

/// Whether one more pair fits; counts anew what is open where too many were ever made.
static bool pair_fits(struct asked *asked, enum tier tier, const struct limits *limits) {
  if (tier == TIER_NAMESPACES) return true;
  const uint64_t most = limits->total_memory / socket_bytes();
  if (asked->sockets + 2 > most) {
    open_files_bound = limits->open_files;
    found_sockets = 0;
    each_process(tier, count_sockets);
    asked->sockets = found_sockets;
  }
  if (asked->sockets + 2 > most) return false;
  asked->sockets += 2;
  return true;
}

/// Tells a process of a machine that has the run's memory and nothing else to tell; false where nobody
/// may write to it.
///
/// The C library believes whatever lies in the answer even where the call fails, so it cannot just be
/// refused.
static bool tell_pinned_machine(int listener, const struct seccomp_notif *call,
                                const struct limits *limits) {
  const struct sysinfo machine = {
      .totalram = limits->total_memory, .freeram = limits->total_memory, .procs = 1, .mem_unit = 1};
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/mem", (int)call->pid);
  const int memory = open(path, O_WRONLY | O_CLOEXEC);
  if (memory < 0) return false;
  // What was opened is the memory of who asks, and not of somebody who has its number now.
  const bool told = ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &call->id) == 0 &&
                    pwrite(memory, &machine, sizeof machine, (off_t)call->data.args[0]) ==
                        (ssize_t)sizeof machine;
  close(memory);
  return told;
}

/// Whether a call maps a file, whose pages are the file's; a device is none.
static bool maps_a_file(const struct seccomp_notif *call) {
  const pid_t process = (pid_t)call->pid;
  char path[96];
  struct stat found;
  snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)process, (int)call->data.args[4]);
  // Only of a process with one thread is certain that it maps what was looked at.
  return (call->data.args[3] & MAP_ANONYMOUS) == 0 && process > 0 && has_one_thread(process) &&
         stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

static struct verdict judge_shared(struct asked *asked, const struct limits *limits,
                                   const struct seccomp_notif *call) {
  if (asked->is_bounded || maps_a_file(call)) return (struct verdict){PASS, 0};
  asked->shared += call->data.args[1] < limits->total_memory ? call->data.args[1] + 4096
                                                             : limits->total_memory + 1;
  asked->exceeds = asked->exceeds || asked->shared > limits->total_memory;
  return asked->exceeds ? (struct verdict){FAIL, ENOMEM} : (struct verdict){PASS, 0};
}

static struct verdict judge(struct asked *asked, enum tier tier, const struct place *place,
                            const struct limits *limits, const struct seccomp_notif *call) {
  switch (call->data.nr) {
  case SYS_mmap: return judge_shared(asked, limits, call);
  case SYS_socketpair:
    if (asked->is_bounded || pair_fits(asked, tier, limits)) return (struct verdict){PASS, 0};
    asked->exceeds = true;
    return (struct verdict){FAIL, ENOBUFS};
  case SYS_epoll_ctl:
    return asked->watches++ < most_watches ? (struct verdict){PASS, 0}
                                           : (struct verdict){FAIL, ENOSPC};
  case SYS_sysinfo:
    if (tell_pinned_machine(asked->listener, call, limits)) return (struct verdict){DONE, 0};
    // The tier that sees the machine otherwise too may be told by the kernel itself.
    return tier == TIER_LANDLOCK ? (struct verdict){PASS, 0} : (struct verdict){FAIL, EPERM};
  default: return judge_lock(asked, tier, place, call);
  }
}

void reply(int listener, uint64_t id, struct verdict verdict) {
  // The kernel's structures may be longer than those of the headers.
  static union {
    struct seccomp_notif_resp answer;
    uint8_t room[512];
  } sent;
  memset(&sent, 0, sizeof sent);
  sent.answer.id = id;
  sent.answer.error = verdict.how == FAIL ? -verdict.error : 0;
  sent.answer.flags = verdict.how == PASS ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0;
  // A process that is gone meanwhile needs no answer.
  (void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &sent.answer);
}

void answer(struct asked *asked, enum tier tier, const struct place *place,
            const struct limits *limits) {
  static union {
    struct seccomp_notif call;
    uint8_t room[512];
  } received;
  memset(&received, 0, sizeof received);
  if (ioctl(asked->listener, SECCOMP_IOCTL_NOTIF_RECV, &received.call) != 0) return;
  const struct verdict verdict = judge(asked, tier, place, limits, &received.call);
  if (verdict.how != LATER) reply(asked->listener, received.call.id, verdict);
}
