// The kernel's own limits: what they bound needs no watching.

#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>

#include "supervisor.h"

static const rlim_t stack_bytes = 8u << 20;

/// Lowers a limit, hard and soft; never above what this process itself has.
static bool lower(__rlimit_resource_t resource, rlim_t value) {
  struct rlimit current;
  if (getrlimit(resource, &current) != 0) return false;
  if (current.rlim_max != RLIM_INFINITY && value > current.rlim_max) value = current.rlim_max;
  const struct rlimit limit = {value, value};
  return setrlimit(resource, &limit) == 0;
}

const char *set_limits(const struct limits *limits, uint64_t extra_processes) {
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
  if (!lower(RLIMIT_MEMLOCK, 64 << 10)) return "locked memory cannot be bounded";
  if (!lower(RLIMIT_AS, limits->memory)) return "the limit of memory cannot be set";
  return NULL;
}
