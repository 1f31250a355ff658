// The request, all numbers little-endian:
//
//   "SBQ1"           4 bytes
//   size             8 bytes: how much follows
//   13 numbers       8 bytes each: wall µs, processor µs, memory, total memory, processes, open files,
//                    disk, files, stdout, stderr, flood, random stream, flags (1: fixed layout)
//   3 lists          number of texts, then each: arguments, environment, readable paths
//   2 texts          code, standard input
//
// Counts and lengths are 8 bytes too. In arguments and environment the byte 1 stands for the root of
// the run's own files.

#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "supervisor.h"

static const size_t largest_request = 64u << 20;

static void read_exactly(uint8_t *bytes, size_t size) {
  while (size > 0) {
    ssize_t count = read(STDIN_FILENO, bytes, size);
    if (count < 0 && errno == EINTR) continue;
    // Nobody is left who could be told.
    if (count <= 0) _exit(1);
    bytes += count;
    size -= (size_t)count;
  }
}

static const uint8_t *cursor;
static size_t left;

static uint64_t next_number(void) {
  if (left < 8) refuse("the request ends early", NULL, 0);
  uint64_t number;
  memcpy(&number, cursor, 8);
  cursor += 8;
  left -= 8;
  return number;
}

static struct blob next_blob(void) {
  uint64_t size = next_number();
  if (size > left) refuse("the request ends early", NULL, 0);
  struct blob blob = {cursor, (size_t)size};
  cursor += size;
  left -= (size_t)size;
  return blob;
}

/// A list of texts, ended by NULL as `execve` wants it.
static char **next_list(void) {
  uint64_t count = next_number();
  if (count > left / 8) refuse("the request ends early", NULL, 0);
  char **list = calloc((size_t)count + 1, sizeof *list);
  if (!list) refuse("there is no memory for the request", NULL, errno);
  for (uint64_t index = 0; index < count; index++) {
    struct blob blob = next_blob();
    list[index] = strndup((const char *)blob.bytes, blob.size);
    if (!list[index]) refuse("there is no memory for the request", NULL, errno);
  }
  return list;
}

void read_request(struct request *request) {
  uint8_t start[12];
  read_exactly(start, sizeof start);
  uint64_t size;
  memcpy(&size, start + 4, 8);
  if (memcmp(start, "SBQ1", 4) != 0 || size > largest_request)
    refuse("the request is of another version", NULL, 0);
  uint8_t *bytes = malloc((size_t)size + 1);
  if (!bytes) refuse("there is no memory for the request", NULL, errno);
  read_exactly(bytes, (size_t)size);
  cursor = bytes;
  left = (size_t)size;

  struct limits *limits = &request->limits;
  uint64_t *const fields[] = {
      &limits->wall_us,    &limits->cpu_us,       &limits->memory,       &limits->total_memory,
      &limits->processes,  &limits->open_files,   &limits->disk,         &limits->files,
      &limits->stdout_bytes, &limits->stderr_bytes, &limits->flood_bytes, &request->random_stream,
  };
  for (size_t index = 0; index < sizeof fields / sizeof *fields; index++)
    *fields[index] = next_number();
  request->fixes_layout = next_number() & 1;
  request->argv = next_list();
  request->env = next_list();
  request->readable = next_list();
  request->code = next_blob();
  request->input = next_blob();
  if (left != 0 || !request->argv[0]) refuse("the request is of another version", NULL, 0);
}
