// The start of the program: everything that binds it is done by the child itself, before it becomes
// the program.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supervisor.h"

// The kernel's own limits: what they bound needs no watching.

static const rlim_t stack_bytes = 8u << 20;
static const rlim_t waiting_signals = 1024;

/// Lowers a limit, hard and soft; never above what this process itself has.
static bool lower(__rlimit_resource_t resource, rlim_t value) {
  struct rlimit current;
  if (getrlimit(resource, &current) != 0) return false;
  if (current.rlim_max != RLIM_INFINITY && value > current.rlim_max) value = current.rlim_max;
  const struct rlimit limit = {value, value};
  return setrlimit(resource, &limit) == 0;
}

static const char *set_limits(const struct limits *limits, uint64_t extra_processes) {
  // Processor time is watched to the millisecond; the kernel's second more is for the case that the
  // watch itself was killed.
  const rlim_t seconds = (limits->cpu_us + 999999) / 1000000 + 1;
  if (!lower(RLIMIT_CPU, seconds)) return "the limit of processor time cannot be set";
  if (!lower(RLIMIT_NPROC, limits->processes + extra_processes))
    return "the limit of processes cannot be set";
  if (!lower(RLIMIT_FSIZE, limits->disk)) return "the limit of file sizes cannot be set";
  if (!lower(RLIMIT_NOFILE, limits->open_files)) return "the limit of open files cannot be set";
  // A fixed stack: without a bound on it the kernel lays out memory in another way.
  if (!lower(RLIMIT_STACK, stack_bytes)) return "the limit of the stack cannot be set";
  if (!lower(RLIMIT_CORE, 0)) return "core files cannot be forbidden";
  if (!lower(RLIMIT_MSGQUEUE, 0)) return "message queues cannot be forbidden";
  // Signals that wait, and timers, are counted for the user on the whole machine.
  if (!lower(RLIMIT_SIGPENDING, waiting_signals)) return "waiting signals cannot be bounded";
  if (!lower(RLIMIT_MEMLOCK, 64 << 10)) return "locked memory cannot be bounded";
  if (!lower(RLIMIT_AS, limits->memory)) return "the limit of memory cannot be set";
  return NULL;
}

// The program itself.

/// What a child that could not become the program says.
struct failure {
  const char *what;
  int error;
};

/// Standard input: nothing, or a file that nobody can change and that has no name.
static int open_input(struct blob input) {
  if (input.size == 0) {
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0) refuse("the standard input cannot be made", "/dev/null", errno);
    return nothing;
  }
  int file = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0 || !write_all(file, input.bytes, input.size) || lseek(file, 0, SEEK_SET) != 0 ||
      fcntl(file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
    refuse("the standard input cannot be made", NULL, errno);
  return file;
}

/// Puts the run's own root where a text has the byte 1.
static char *with_root(const char *text, const char *root) {
  const char *mark = strchr(text, 1);
  if (!mark) return (char *)text;
  size_t before = (size_t)(mark - text), inside = strlen(root), after = strlen(mark + 1);
  char *whole = malloc(before + inside + after + 1);
  if (!whole) refuse("there is no memory for the program's arguments", NULL, errno);
  memcpy(whole, text, before);
  memcpy(whole + before, root, inside);
  memcpy(whole + before + inside, mark + 1, after + 1);
  return whole;
}

static void place_texts(char **texts, const char *root) {
  for (; *texts; texts++) *texts = with_root(*texts, root);
}

static void restore_signals(void) {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

/// Processes that the kernel counts with the program's own: this supervisor, or what else the user
/// runs.
static uint64_t other_processes(enum tier tier, const struct place *place) {
  if (tier == TIER_NAMESPACES) return 1;
  // A user of the run's own has no others, which saves a look at every process of the machine.
  if (place->changes_user && is_of_one_run(place->uid)) return 0;
  return count_threads_of(place->uid);
}

static const char *bind_and_limit(const struct request *request, const struct place *place,
                                  enum tier tier, uint64_t others, const struct asked *asked,
                                  int channel) {
  if (setsid() < 0) return "a session cannot be started";
  // Before root is given up, since the kernel asks who moves.
  if (asked->is_bounded && !enter_group()) return "the memory of the run cannot be bounded";
  if (tier == TIER_NAMESPACES) {
    // Seen from within the group it has no name, which would be another in each run.
    if (asked->is_bounded) (void)unshare(CLONE_NEWCGROUP);
    give_up_rights();
  }
  if (place->changes_user && !become(place->uid)) return "root cannot be given up";
  if (tier != TIER_NAMESPACES) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (chdir(place->work) != 0) return "the run's folder cannot be entered";
  // Some containers refuse this; the run then differs in what `id` gives, and is classified so.
  if (request->fixes_layout) personality(ADDR_NO_RANDOMIZE);
  const char *problem = set_limits(&request->limits, others);
  if (problem || tier == TIER_UNPROTECTED) return problem;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return "privileges cannot be given up";
  struct filter_options options = {.tier = tier, .is_bounded = asked->is_bounded};
  if (tier == TIER_LANDLOCK) {
    problem = restrict_files(request->readable, place);
    if (problem) return problem;
    options.keeps_attributes = !place->changes_user;
    if (!place->changes_user && !landlock_scopes_signals()) options.only_signals = getpid();
  }
  int listener = -1;
  problem = install_filter(options, &listener);
  if (problem || listener < 0) return problem;
  if (!send_file(channel, listener)) return "the filter's questions cannot be handed on";
  close(listener);
  return NULL;
}

static _Noreturn void become_program(const struct request *request, const struct place *place,
                                     enum tier tier, uint64_t others, const struct asked *asked,
                                     const int files[3], int channel, int report) {
  restore_signals();
  struct failure failure = {NULL, 0};
  for (int fd = 0; fd < 3 && !failure.what; fd++)
    if (dup2(files[fd], fd) < 0) failure.what = "an output cannot be connected";
  if (!failure.what) failure.what = bind_and_limit(request, place, tier, others, asked, channel);
  if (!failure.what) {
    execve(request->argv[0], request->argv, request->env);
    failure.what = "the interpreter cannot be started";
  }
  failure.error = errno;
  // Both processes have the same memory, so the text is at the same place in both.
  (void)write_all(report, &failure, sizeof failure);
  _exit(127);
}

pid_t start_program(const struct request *request, const struct place *place, enum tier tier,
                    int out, int err, struct asked *asked) {
  place_texts(request->argv, place->root);
  place_texts(request->env, place->root);
  const int input = open_input(request->input);
  const uint64_t others = other_processes(tier, place);
  int report[2], channel[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0)
    refuse("a pair of sockets cannot be made", NULL, errno);
  if (pipe2(report, O_CLOEXEC) != 0) refuse("a pipe cannot be made", NULL, errno);
  pid_t program = fork();
  if (program < 0) refuse("a process cannot be started", NULL, errno);
  if (program == 0) {
    const int files[3] = {input, out, err};
    become_program(request, place, tier, others, asked, files, channel[1], report[1]);
  }
  close(channel[1]);
  close(report[1]);
  close(input);
  struct failure failure;
  ssize_t count;
  do count = read(report[0], &failure, sizeof failure);
  while (count < 0 && errno == EINTR);
  close(report[0]);
  if (count == (ssize_t)sizeof failure) {
    waitpid(program, NULL, 0);
    refuse(failure.what, request->argv[0], failure.error);
  }
  asked->listener = receive_file(channel[0]);
  close(channel[0]);
  return program;
}
