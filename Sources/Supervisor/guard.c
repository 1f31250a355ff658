// The guard: stays outside, waits for the supervisor, and puts away what it cannot put away itself
// where somebody kills it.
//
// Each of the two looks after the other: whichever is killed, the other ends all processes of the run
// and removes its files. In tier `namespaces` the kernel ends the processes, and the guard is there
// for the memory cgroup alone.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "supervisor.h"

/// How long the guard looks for processes that do not die.
static const uint64_t patience = 3000000;

static void end_orphans(enum tier tier) {
  const uint64_t deadline = now_us() + patience;
  while (now_us() < deadline) {
    pid_t dead;
    do dead = waitpid(-1, NULL, WNOHANG);
    while (dead > 0);
    // Nearly always at once, since the supervisor has ended all of them.
    if (dead < 0 && errno == ECHILD) return;
    if (tier != TIER_NAMESPACES) kill_tree(tier, 0);
    const struct timespec pause = {0, 500000};
    nanosleep(&pause, NULL);
  }
}

static pid_t guard;

bool guard_is_gone(void) { return guard != 0 && getppid() != guard; }

void start_guarded(enum tier tier) {
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
    refuse("orphans cannot be adopted", NULL, errno);
  guard = getpid();
  const pid_t supervisor = fork();
  if (supervisor < 0) refuse("a process cannot be started", NULL, errno);
  if (supervisor == 0) {
    // In tier `namespaces` bubblewrap asks for the same, and the kernel does the rest.
    prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    if (getppid() != guard) _exit(1);
    return;
  }
  // Whoever waits for the end of the outputs does not wait for the guard, and its input is not its.
  for (int file = 0; file < 9; file++) close(file);
  int status = 0;
  while (waitpid(supervisor, &status, 0) < 0 && errno == EINTR) {
  }
  end_orphans(tier);
  remove_place();
  remove_group();
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}
