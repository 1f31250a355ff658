// The system-call filter: a list of what no program needs and what would reach around the wall.
//
// A list of refusals and not of permissions, because Python's libraries use most of what there is;
// but calls that are newer than the list are refused too, as if the kernel did not know them.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supervisor.h"

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the system-call filter knows x86_64 and aarch64"
#endif

/// The last call that the lists below were made for, futex_waitv of Linux 5.16; numbers from 424 on
/// are the same on all machines.
static const uint32_t last_known_call = 449;

/// The key of the shared byte by which OpenSSL tells itself that the random device is ready.
static const uint32_t openssl_mark = 114;

/// A program for the kernel's packet filter, as it grows.
struct builder {
  struct sock_filter code[1024];
  unsigned size;
  bool overflows;
};

static void emit(struct builder *builder, struct sock_filter instruction) {
  if (builder->size == sizeof builder->code / sizeof *builder->code) builder->overflows = true;
  else builder->code[builder->size++] = instruction;
}

static void load(struct builder *builder, size_t offset) {
  emit(builder, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

static void load_call(struct builder *builder) {
  load(builder, offsetof(struct seccomp_data, nr));
}

/// Loads the lower half of an argument, all there is of an `int`; both machines are little-endian.
static void load_argument(struct builder *builder, unsigned index) {
  load(builder, offsetof(struct seccomp_data, args) + 8 * index);
}

static void compare(struct builder *builder, uint16_t how, uint32_t value, uint8_t yes, uint8_t no) {
  emit(builder, (struct sock_filter)BPF_JUMP(BPF_JMP | how | BPF_K, value, yes, no));
}

static void give(struct builder *builder, uint32_t answer) {
  emit(builder, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, answer));
}

static uint32_t error(int number) { return SECCOMP_RET_ERRNO | (uint32_t)number; }

/// The call fails with an error.
static void deny(struct builder *builder, uint32_t call, int number) {
  compare(builder, BPF_JEQ, call, 0, 1);
  give(builder, error(number));
}

/// The call fails unless an argument has this value.
static void allow_only(struct builder *builder, uint32_t call, unsigned index, uint32_t value) {
  compare(builder, BPF_JEQ, call, 0, 4);
  load_argument(builder, index);
  compare(builder, BPF_JEQ, value, 1, 0);
  give(builder, error(EPERM));
  load_call(builder);
}

/// The call fails unless an argument of 64 bits has this value.
static void allow_only_wide(struct builder *builder, uint32_t call, unsigned index, uint32_t value) {
  allow_only(builder, call, index, value);
  compare(builder, BPF_JEQ, call, 0, 4);
  load(builder, offsetof(struct seccomp_data, args) + 8 * index + 4);
  compare(builder, BPF_JEQ, 0, 1, 0);
  give(builder, error(EPERM));
  load_call(builder);
}

/// The call is asked about if an argument has this value, or all calls are.
static void ask_value(struct builder *builder, struct filter_options options, uint32_t call,
                      unsigned index, uint32_t value) {
  compare(builder, BPF_JEQ, call, 0, 4);
  load_argument(builder, index);
  compare(builder, BPF_JEQ, value, 0, 1);
  give(builder, options.asks_nobody ? error(EPERM) : SECCOMP_RET_USER_NOTIF);
  load_call(builder);
}

static void ask(struct builder *builder, struct filter_options options, uint32_t call) {
  compare(builder, BPF_JEQ, call, 0, 1);
  give(builder, options.asks_nobody ? error(EPERM) : SECCOMP_RET_USER_NOTIF);
}

/// The call fails if an argument has this value.
static void deny_value(struct builder *builder, uint32_t call, unsigned index, uint32_t value) {
  compare(builder, BPF_JEQ, call, 0, 4);
  load_argument(builder, index);
  compare(builder, BPF_JEQ, value, 0, 1);
  give(builder, error(EPERM));
  load_call(builder);
}

/// The call fails if an argument has one of these bits.
static void deny_bits(struct builder *builder, uint32_t call, unsigned index, uint32_t bits) {
  compare(builder, BPF_JEQ, call, 0, 4);
  load_argument(builder, index);
  compare(builder, BPF_JSET, bits, 0, 1);
  give(builder, error(EPERM));
  load_call(builder);
}

static void deny_all(struct builder *builder, const int *calls, size_t count) {
  for (size_t index = 0; index < count; index++) deny(builder, (uint32_t)calls[index], EPERM);
}

#define DENY_ALL(builder, calls) deny_all(builder, calls, sizeof(calls) / sizeof *(calls))

/// What looks into other processes, changes the machine, or is a rich source of the kernel's errors.
static const int never[] = {
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_process_madvise, SYS_kcmp,
    SYS_pidfd_getfd, SYS_process_mrelease,
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_move_mount, SYS_open_tree, SYS_fsopen,
    SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_mount_setattr, SYS_unshare, SYS_setns,
    SYS_name_to_handle_at, SYS_open_by_handle_at,
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_seccomp, SYS_personality,
    SYS_add_key, SYS_request_key, SYS_keyctl,
    // Memory that no process shows as its own, and that no limit counts.
    SYS_memfd_create, SYS_memfd_secret, SYS_vmsplice,
    // What the machine has for all its users together.
    SYS_io_setup, SYS_io_submit, SYS_inotify_init1, SYS_inotify_add_watch,
    SYS_semget, SYS_semctl, SYS_semop, SYS_semtimedop, SYS_msgget, SYS_msgsnd, SYS_msgrcv,
    SYS_msgctl, SYS_mq_open, SYS_mq_unlink, SYS_mq_notify,
    SYS_mbind, SYS_set_mempolicy, SYS_migrate_pages, SYS_move_pages,
    SYS_sched_setscheduler, SYS_sched_setparam, SYS_sched_setattr, SYS_setpriority, SYS_ioprio_set,
    SYS_sethostname, SYS_setdomainname, SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime,
    SYS_adjtimex, SYS_reboot, SYS_swapon, SYS_swapoff, SYS_acct, SYS_syslog, SYS_quotactl,
    SYS_quotactl_fd, SYS_vhangup, SYS_lookup_dcookie, SYS_nfsservctl,
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_kexec_file_load,
    SYS_fanotify_init, SYS_fanotify_mark,
#if defined(__x86_64__)
    SYS_inotify_init, SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_uselib, SYS__sysctl, SYS_create_module,
    SYS_query_module, SYS_get_kernel_syms, SYS_ustat, SYS_sysfs,
#endif
};

/// What libraries try first, and do without if the kernel does not know it.
static const int unknown[] = {
    // Its flags lie in memory, where a filter cannot see them; `clone` remains.
    SYS_clone3,
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
};

/// Ways to take the user's own files' modes and owners away, which Landlock does not guard.
static const int attributes[] = {
    SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat, SYS_setxattr, SYS_lsetxattr,
    SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
#if defined(__x86_64__)
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat,
#endif
};

/// Where no namespace of processes and of the network is around the program.
static const int without_namespaces[] = {
    SYS_socket, SYS_bind, SYS_connect, SYS_listen, SYS_accept, SYS_accept4,
    SYS_shmat, SYS_shmctl, SYS_shmdt,
    // Whoever leaves the process group escapes the one signal that ends all.
    SYS_setsid, SYS_setpgid,
};

static const int all_signals[] = {
    SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_pidfd_send_signal,
};

#define NEW_NAMESPACES                                                                          \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | \
   CLONE_NEWNET)

static void check_machine(struct builder *builder) {
  load(builder, offsetof(struct seccomp_data, arch));
  compare(builder, BPF_JEQ, OWN_ARCHITECTURE, 1, 0);
  give(builder, SECCOMP_RET_KILL_PROCESS);
  load_call(builder);
#if defined(__x86_64__)
  // The x32 calls, which have numbers of their own.
  compare(builder, BPF_JSET, 0x40000000, 0, 1);
  give(builder, SECCOMP_RET_KILL_PROCESS);
#endif
  compare(builder, BPF_JGT, last_known_call, 0, 1);
  give(builder, error(ENOSYS));
}

/// The call fails if it would make a file without a name.
static void deny_open_bits(struct builder *builder, uint32_t call, unsigned index) {
  compare(builder, BPF_JEQ, call, 0, 4);
  load_argument(builder, index);
  // Only the bit that a plain folder has not.
  compare(builder, BPF_JSET, O_TMPFILE & ~O_DIRECTORY, 0, 1);
  give(builder, error(EOPNOTSUPP));
  load_call(builder);
}

static void restrict_landlocked(struct builder *builder, struct filter_options options) {
  DENY_ALL(builder, without_namespaces);
  deny(builder, SYS_shmget, EPERM);
  // A connected pair of streams reaches nobody else; a datagram socket could name any address.
  compare(builder, BPF_JEQ, SYS_socketpair, 0, 5);
  load_argument(builder, 1);
  emit(builder, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf));
  compare(builder, BPF_JEQ, SOCK_STREAM, 1, 0);
  give(builder, error(EPERM));
  load_call(builder);
  // A file can be told to signal anybody.
  const uint32_t owners[] = {F_SETOWN, F_SETOWN_EX, F_SETSIG};
  for (size_t index = 0; index < 3; index++) deny_value(builder, SYS_fcntl, 1, owners[index]);
  deny_value(builder, SYS_ioctl, 1, 0x8901);  // FIOSETOWN
  deny_value(builder, SYS_ioctl, 1, 0x8902);  // SIOCSPGRP
  // A file without a name shows in no folder; libraries then make one with a name.
  deny_open_bits(builder, SYS_openat, 2);
#if defined(__x86_64__)
  deny_open_bits(builder, SYS_open, 1);
#endif
  deny(builder, SYS_openat2, ENOSYS);
  if (options.keeps_attributes) DENY_ALL(builder, attributes);
  if (options.only_signals != 0) {
    DENY_ALL(builder, all_signals);
    compare(builder, BPF_JEQ, SYS_kill, 0, 5);
    load_argument(builder, 0);
    compare(builder, BPF_JEQ, 0, 2, 0);
    compare(builder, BPF_JEQ, (uint32_t)options.only_signals, 1, 0);
    give(builder, error(EPERM));
    load_call(builder);
    allow_only(builder, SYS_tgkill, 0, (uint32_t)options.only_signals);
  }
}

static void restrict_namespaced(struct builder *builder) {
  allow_only(builder, SYS_socket, 0, AF_UNIX);
  // Then Python reads the random device, which is the same in every run.
  deny(builder, SYS_getrandom, ENOSYS);
  // OpenSSL looks into one shared byte whether the random device is ready, and makes none.
  allow_only(builder, SYS_shmget, 0, openssl_mark);
  allow_only_wide(builder, SYS_shmget, 1, 1);
}

/// What the supervisor is asked about; asked.c says why.
static void ask_about(struct builder *builder, struct filter_options options) {
  // Where a memory cgroup counts, nobody else has to.
  if (!options.is_bounded) {
    // Shared memory, with a file or without: the device of zeros is a file too.
    compare(builder, BPF_JEQ, SYS_mmap, 0, 4);
    load_argument(builder, 3);
    compare(builder, BPF_JSET, MAP_SHARED, 0, 1);
    give(builder, options.asks_nobody ? error(ENOMEM) : SECCOMP_RET_USER_NOTIF);
    load_call(builder);
    if (options.tier == TIER_LANDLOCK) ask(builder, options, SYS_socketpair);
  }
  if (!options.asks_nobody) ask(builder, options, SYS_sysinfo);
  ask(builder, options, SYS_flock);
  const uint32_t locks[] = {F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW};
  for (size_t index = 0; index < sizeof locks / sizeof *locks; index++)
    ask_value(builder, options, SYS_fcntl, 1, locks[index]);
  if (!options.asks_nobody) ask_value(builder, options, SYS_epoll_ctl, 1, EPOLL_CTL_ADD);
}

/// What would take memory or locks that nobody counts.
static void close_sources(struct builder *builder) {
  const uint32_t commands[] = {F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ};
  for (size_t index = 0; index < sizeof commands / sizeof *commands; index++)
    deny_value(builder, SYS_fcntl, 1, commands[index]);
  // The machine's huge pages are few, and nobody's own.
  deny_bits(builder, SYS_mmap, 3, MAP_HUGETLB);
  // Memory that is pushed out does not show as resident.
  deny_value(builder, SYS_madvise, 2, 21);  // MADV_PAGEOUT
  // The supervisor looks at descriptors; who hides them would have memory that nobody counts.
  deny_value(builder, SYS_prctl, 0, PR_SET_DUMPABLE);
  // Sockets keep the kernel's size of buffers; who asks for another is told yes, as the kernel does
  // where it gives less.
  compare(builder, BPF_JEQ, SYS_setsockopt, 0, 9);
  load_argument(builder, 1);
  compare(builder, BPF_JEQ, SOL_SOCKET, 0, 6);
  load_argument(builder, 2);
  compare(builder, BPF_JEQ, SO_SNDBUF, 3, 0);
  compare(builder, BPF_JEQ, SO_RCVBUF, 2, 0);
  compare(builder, BPF_JEQ, SO_SNDBUFFORCE, 1, 0);
  compare(builder, BPF_JEQ, SO_RCVBUFFORCE, 0, 1);
  give(builder, error(0));
  load_call(builder);
  // Descriptors that two processes share could change while one is asked about them.
  compare(builder, BPF_JEQ, SYS_clone, 0, 5);
  load_argument(builder, 0);
  emit(builder, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, CLONE_FILES | CLONE_THREAD));
  compare(builder, BPF_JEQ, CLONE_FILES, 0, 1);
  give(builder, error(EPERM));
  load_call(builder);
}

static bool build(struct builder *builder, struct filter_options options) {
  builder->size = 0;
  check_machine(builder);
  DENY_ALL(builder, never);
  for (size_t index = 0; index < sizeof unknown / sizeof *unknown; index++)
    deny(builder, (uint32_t)unknown[index], ENOSYS);
  deny_bits(builder, SYS_clone, 0, NEW_NAMESPACES);
  // Sockets of other families than the local one are not all kept in by a network namespace.
  allow_only(builder, SYS_socketpair, 0, AF_UNIX);
  if (options.tier == TIER_LANDLOCK) restrict_landlocked(builder, options);
  else restrict_namespaced(builder);
  // Own limits only.
  allow_only(builder, SYS_prlimit64, 0, 0);
  allow_only(builder, SYS_sched_setaffinity, 0, 0);
  // Typing into a terminal.
  deny_value(builder, SYS_ioctl, 1, TIOCSTI);
  deny_value(builder, SYS_ioctl, 1, 0x541c);  // TIOCLINUX
  close_sources(builder);
  ask_about(builder, options);
  give(builder, SECCOMP_RET_ALLOW);
  return !builder->overflows;
}

/// Whether the kernel makes a call that was asked about and let through, as it does from Linux 5.5 on.
static bool answers_can_let_through(void) {
  struct utsname machine;
  int major_version, minor_version;
  return uname(&machine) == 0 &&
         sscanf(machine.release, "%d.%d", &major_version, &minor_version) == 2 &&
         (major_version > 5 || (major_version == 5 && minor_version >= 5));
}

bool can_ask(void) {
  const pid_t child = fork();
  if (child == 0) {
    int listener = -1;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const struct filter_options options = {.tier = TIER_NAMESPACES};
    _exit(install_filter(options, &listener) == NULL && listener >= 0 ? 0 : 1);
  }
  int status = 1;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

const char *install_filter(struct filter_options options, int *listener) {
  static struct builder builder;
  if (!build(&builder, options)) return "the system-call filter is too long";
  struct sock_fprog program = {(unsigned short)builder.size, builder.code};
  *listener = -1;
  if (answers_can_let_through())
    *listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
                             &program);
  if (*listener >= 0) return NULL;
  // Somebody outside is asked already, or the kernel knows no questions.
  options.asks_nobody = true;
  if (!build(&builder, options)) return "the system-call filter is too long";
  program.len = (unsigned short)builder.size;
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
    return "the system-call filter cannot be set";
  return NULL;
}

bool print_filter(struct filter_options options) {
  static struct builder builder;
  return build(&builder, options) &&
         write_all(STDOUT_FILENO, builder.code, builder.size * sizeof *builder.code);
}
