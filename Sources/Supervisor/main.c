// The roles of this program, by its first argument:
//
//   enter BWRAP ARGUMENT...   gives up root and becomes bubblewrap, which starts this program again
//   namespaces                runs a program, as pid 1 of the namespaces that bubblewrap made
//   landlock FOLDER           runs a program, with Landlock and a folder of its own inside FOLDER
//   none FOLDER               runs a program without a wall
//   filter TIER               prints the system-call filter, for its digest
//   facts                     prints what this kernel offers
//   group PROC                makes a memory cgroup as the files in PROC tell, for tests

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "supervisor.h"

static void make_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) refuse("a pipe cannot be made", NULL, errno);
}

/// Children's ends arrive at a descriptor, not at a handler: a signal without a handler cannot be
/// sent to pid 1 from within its namespace.
static int watch_signals(enum tier tier) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  // The guard's end; pid 1 has no guard, and would get it from anybody inside.
  if (tier != TIER_NAMESPACES) sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, NULL);
  int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0) refuse("signals cannot be watched", NULL, errno);
  return signals;
}

/// One of the descriptors that the first stage hands on; see memory.c.
static const int group_file = 7;

static int supervise(enum tier tier, const char *parent) {
  struct asked asked = {.listener = -1};
  if (tier == TIER_NAMESPACES) {
    // The first stage handed them on, or nothing.
    asked.is_bounded = fcntl(group_file, F_GETFD) >= 0;
    close_inherited(asked.is_bounded);
    open_list_of_locks();
    close_kernel_folders();
  } else {
    close_inherited(false);
    asked.is_bounded = make_group("/proc");
    // What the program must not get: the group's files stay with this process.
    close_inherited(asked.is_bounded);
    name_place(parent);
  }
  signal(SIGPIPE, SIG_IGN);
  umask(022);
  // Nobody inside may look into this process, not even with the same user.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (tier != TIER_NAMESPACES) {
    start_guarded(tier);
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
      refuse("orphans cannot be adopted", NULL, errno);
  }
  const int signals = watch_signals(tier);

  struct request request;
  read_request(&request);
  if (asked.is_bounded && !bound_memory(request.limits.total_memory))
    refuse("the memory of the run cannot be bounded", NULL, errno);
  struct place place;
  make_place(&place, tier, &request);
  if (tier == TIER_NAMESPACES) close_own_folders();

  int out[2], err[2];
  make_pipe(out);
  make_pipe(err);
  struct stream outputs[2];
  open_stream(&outputs[0], request.limits.stdout_bytes, place.root);
  open_stream(&outputs[1], request.limits.stderr_bytes, place.root);

  struct outcome outcome = {0};
  pid_t program = start_program(&request, &place, tier, out[1], err[1], &asked);
  if (tier == TIER_NAMESPACES) give_up_rights();
  close(out[1]);
  close(err[1]);
  watch(&request, &place, tier, program, signals, out[0], err[0], &asked, outputs, &outcome);
  close_stream(&outputs[0]);
  close_stream(&outputs[1]);
  remove_place();
  if (guard_is_gone()) remove_group();
  if (outcome.end == END_ABORTED) return 1;
  write_record(&outcome, &outputs[0], &outputs[1]);
  return 0;
}

static int print_facts(void) {
  printf("landlock %d\n", landlock_version());
  printf("signals %d\n", landlock_scopes_signals());
  uid_t uid;
  printf("user %d\n", throw_away_user(&uid));
  // Tried, since only that tells what this user may do.
  printf("memory %d\n", make_group("/proc"));
  remove_group();
  printf("questions %d\n", can_ask());
  return 0;
}

int main(int count, char **arguments) {
  const char *role = count > 1 ? arguments[1] : "";
  const char *folder = count > 2 ? arguments[2] : "/tmp";
  if (strcmp(role, "enter") == 0 && count > 2) return enter(arguments + 2);
  if (strcmp(role, "namespaces") == 0) return supervise(TIER_NAMESPACES, NULL);
  if (strcmp(role, "landlock") == 0) return supervise(TIER_LANDLOCK, folder);
  if (strcmp(role, "none") == 0) return supervise(TIER_UNPROTECTED, folder);
  if (strcmp(role, "facts") == 0) return print_facts();
  if (strcmp(role, "group") == 0 && count > 2) {
    const bool made = make_group(folder);
    printf("%s\n", made ? group_name() : "none");
    return made && bound_memory(1 << 20) && enter_group() ? 0 : 1;
  }
  if (strcmp(role, "filter") == 0) {
    bool landlock = strcmp(folder, "landlock") == 0;
    uid_t uid;
    struct filter_options options = {
        .tier = landlock ? TIER_LANDLOCK : TIER_NAMESPACES,
        .keeps_attributes = landlock && !throw_away_user(&uid),
        .is_bounded = make_group("/proc"),
    };
    remove_group();
    return print_filter(options) ? 0 : 1;
  }
  fputs("steerbench-supervisor is started by steerbench, not by hand\n", stderr);
  return 2;
}
