// The first stage of tier `namespaces`: gives up root, and becomes bubblewrap.
//
// bubblewrap starts this very program again, inside, through a descriptor that was opened here: so
// neither the throw-away user nor the namespaces need to see the folder that it lies in.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "supervisor.h"

/// The descriptor by which bubblewrap's command names this program.
static const int own_program = 9;

static int fail(const char *what) {
  fprintf(stderr, "supervisor: %s: %s\n", what, strerror(errno));
  return 1;
}

int enter(char **arguments) {
  int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (program < 0 || dup2(program, own_program) < 0) return fail("its own program cannot be opened");
  uid_t uid;
  if (throw_away_user(&uid) && !become(uid)) return fail("root cannot be given up");
  char *const nothing[] = {NULL};
  execve(arguments[0], arguments, nothing);
  return fail(arguments[0]);
}
