// Landlock: files may be read in a few folders of the system and written in the run's own, and
// nowhere else.
//
// The kernel's header may be older than the kernel, so its numbers stand here. What an older kernel
// does not know is left out; versions are those of LANDLOCK_CREATE_RULESET_VERSION.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "supervisor.h"

struct ruleset {
  uint64_t files, network, scopes;
};

struct rule {
  uint64_t allowed;
  int32_t parent;
} __attribute__((packed));

enum {
  EXECUTE = 1 << 0,
  WRITE_FILE = 1 << 1,
  READ_FILE = 1 << 2,
  READ_DIR = 1 << 3,
  MAKE_CHAR = 1 << 6,
  MAKE_BLOCK = 1 << 11,
  ALL_FIRST = (1 << 13) - 1,
  REFER = 1 << 13,
  TRUNCATE = 1 << 14,
  IOCTL_DEVICE = 1 << 15,
  NETWORK_ALL = 3,
  SCOPE_ABSTRACT_SOCKETS = 1 << 0,
  SCOPE_SIGNALS = 1 << 1,
};

static const long create_version = 1;

int landlock_version(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, create_version);
  return version < 0 ? 0 : (int)version;
}

bool landlock_scopes_signals(void) { return landlock_version() >= 6; }

static uint64_t known_rights(int version) {
  uint64_t rights = ALL_FIRST;
  if (version >= 2) rights |= REFER;
  if (version >= 3) rights |= TRUNCATE;
  if (version >= 5) rights |= IOCTL_DEVICE;
  return rights;
}

/// Allows rights on a path; a path that does not exist allows nothing, and is no failure.
static bool allow(int ruleset, const char *path, uint64_t rights) {
  int parent = open(path, O_PATH | O_CLOEXEC);
  if (parent < 0) return errno == ENOENT || errno == EACCES || errno == ENOTDIR;
  struct stat status;
  if (fstat(parent, &status) != 0) return false;
  // Rights of folders cannot be given to a file.
  if (!S_ISDIR(status.st_mode)) rights &= EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE;
  struct rule rule = {rights, parent};
  bool allowed = syscall(SYS_landlock_add_rule, ruleset, 1, &rule, 0) == 0;
  close(parent);
  return allowed;
}

const char *restrict_files(char *const *readable, const struct place *place) {
  int version = landlock_version();
  if (version < 1) return "Landlock is not there";
  struct ruleset attributes = {.files = known_rights(version)};
  if (version >= 4) attributes.network = NETWORK_ALL;
  if (version >= 6) attributes.scopes = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS;
  size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
  if (ruleset < 0) return "Landlock's rules cannot be made";

  const uint64_t read_only = EXECUTE | READ_FILE | READ_DIR;
  const uint64_t all = attributes.files & ~(uint64_t)(MAKE_CHAR | MAKE_BLOCK | IOCTL_DEVICE);
  const uint64_t device = (READ_FILE | WRITE_FILE | TRUNCATE) & attributes.files;
  bool allowed = allow(ruleset, place->work, all) && allow(ruleset, place->script, READ_FILE);
  static const char *const writable_devices[] = {"/dev/null", "/dev/zero", "/dev/full"};
  for (size_t index = 0; index < 3; index++)
    allowed = allowed && allow(ruleset, writable_devices[index], device);
  static const char *const random_devices[] = {"/dev/urandom", "/dev/random"};
  for (size_t index = 0; index < 2; index++)
    allowed = allowed && allow(ruleset, random_devices[index], READ_FILE);
  for (; allowed && *readable; readable++) allowed = allow(ruleset, *readable, read_only);
  if (!allowed) return "a rule of Landlock cannot be added";
  if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) return "Landlock cannot be entered";
  close(ruleset);
  return NULL;
}
