// The watch: reads the outputs, measures, and ends everything when the program ends or a limit is
// reached.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "supervisor.h"

/// How often is measured, in microseconds: often at first and where many processes may grow.
static const uint64_t shortest_pause = 4000, longest_pause = 20000;
/// How long processes may take to die; one that waits for a disk does not die sooner.
static const uint64_t patience = 3000000;
/// What the kernel keeps of a lock. Each that was ever asked for counts, since one may cut another in two.
static const uint64_t lock_bytes = 256;

enum { LIFELINE, OUT, ERR, CHILDREN, QUESTIONS, SOURCES };

struct state {
  const struct request *request;
  const struct place *place;
  struct asked *asked;
  enum tier tier;
  pid_t program;
  int files[SOURCES];
  struct stream *outputs;
  struct outcome *outcome;
  uint64_t start, written, next_measure, next_file_measure;
  bool decided, floods;
};

uint64_t now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

static void decide(struct state *state, enum end end) {
  if (state->decided) return;
  state->decided = true;
  state->outcome->end = end;
  state->outcome->wall_us = now_us() - state->start;
}

/// Reads what is there of an output; gives false at its end, or where enough was read.
///
/// One byte is read beyond what a program may write in all: only that byte tells a program that goes
/// on from one that ended exactly there. It is looked at and not kept.
static bool read_output(struct state *state, int source) {
  static uint8_t bytes[1 << 16];
  if (state->floods) return false;
  const uint64_t room = state->request->limits.flood_bytes - state->written;
  ssize_t count = read(state->files[source], bytes, room < sizeof bytes ? room + 1 : sizeof bytes);
  if (count < 0) return errno == EINTR;
  if (count == 0) return false;
  state->floods = (uint64_t)count > room;
  const size_t kept = state->floods ? (size_t)room : (size_t)count;
  append(&state->outputs[source - OUT], bytes, kept);
  state->written += kept;
  if (state->floods) decide(state, END_OUTPUT);
  return true;
}

/// Buries orphans; the program itself is only looked at, so that its number stays its own until
/// everything is dead.
static void bury(struct state *state) {
  struct signalfd_siginfo signals[8];
  while (read(state->files[CHILDREN], signals, sizeof signals) > 0) {
  }
  if (guard_is_gone()) decide(state, END_ABORTED);
  for (;;) {
    siginfo_t info = {0};
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return;
    if (info.si_pid == state->program) {
      decide(state, info.si_code == CLD_EXITED ? END_EXITED : END_SIGNALED);
      state->outcome->status = info.si_status;
      return;
    }
    waitpid(info.si_pid, NULL, WNOHANG);
  }
}

/// Whether temporary files are more, or larger together, than they may be.
static bool exceeds_disk(const struct state *state, uint64_t *bytes) {
  const struct limits *limits = &state->request->limits;
  uint64_t files;
  measure_files(state->tier, limits->files, bytes, &files);
  if (!files_lie_in_memory(state->tier)) *bytes += measure_nameless(state->tier, state->place);
  // Two folders of files in memory are bounded each; elsewhere the sum is.
  return files > limits->files || (!files_lie_in_memory(state->tier) && *bytes > limits->disk);
}

static void measure_disk(struct state *state, uint64_t now, uint64_t *in_memory) {
  uint64_t bytes;
  if (exceeds_disk(state, &bytes)) decide(state, END_DISK);
  if (files_lie_in_memory(state->tier)) *in_memory = bytes;
  // Looking at many files takes long: a tenth of the time at most.
  const uint64_t taken = now_us() - now;
  state->next_file_measure = now + (taken * 10 > shortest_pause ? taken * 10 : shortest_pause);
}

/// What the kernel keeps for the run and shows in no process; where a memory cgroup bounds the run,
/// nothing has to be added up.
static uint64_t hidden_memory(const struct state *state) {
  if (state->asked->is_bounded) return 0;
  const uint64_t sockets = state->tier == TIER_NAMESPACES ? sockets_in_namespace() : 0;
  return sockets * socket_bytes() + state->asked->locks * lock_bytes;
}

static void measure(struct state *state, uint64_t now) {
  const struct limits *limits = &state->request->limits;
  struct usage usage;
  static uint64_t in_memory;
  measure_tree(state->tier, false, &usage);
  if (now >= state->next_file_measure) measure_disk(state, now, &in_memory);
  if (usage.cpu_us >= limits->cpu_us) decide(state, END_CPU);
  if (state->asked->is_bounded && out_of_memory_kills() > 0) decide(state, END_MEMORY);
  const uint64_t unseen = in_memory + hidden_memory(state);
  if (usage.resident + unseen > limits->total_memory) {
    // Pages that several processes share were counted for each of them.
    measure_tree(state->tier, true, &usage);
    if (usage.resident + unseen > limits->total_memory) decide(state, END_MEMORY);
  }
  if (!state->decided && holds_foreign_lock()) {
    // As the kernel ends who makes a call that nobody may make.
    decide(state, END_SIGNALED);
    state->outcome->status = SIGSYS;
  }
  retry_locks(state->asked);
  uint64_t pause = (now - state->start) / 8;
  if (pause > longest_pause) pause = longest_pause;
  if (pause < shortest_pause || usage.processes > 1 || in_memory > 0 || locks_are_watched())
    pause = shortest_pause;
  state->next_measure = now_us() + pause;
}

static void wait_for_news(struct state *state) {
  const uint64_t now = now_us(), deadline = state->start + state->request->limits.wall_us;
  if (now >= deadline) {
    // On a busy machine this process may look late: who has ended by then ended by itself.
    bury(state);
    decide(state, END_WALL);
    return;
  }
  if (now >= state->next_measure) measure(state, now);
  if (state->decided) return;
  uint64_t until = state->next_measure < deadline ? state->next_measure : deadline;
  uint64_t pause = until > now ? until - now : 0;
  const struct timespec timeout = {(time_t)(pause / 1000000), (long)(pause % 1000000) * 1000};
  struct pollfd sources[SOURCES];
  for (int source = 0; source < SOURCES; source++)
    sources[source] = (struct pollfd){.fd = state->files[source], .events = POLLIN};
  if (ppoll(sources, SOURCES, &timeout, NULL) <= 0) return;
  for (int source = OUT; source <= ERR; source++)
    if (sources[source].revents && !read_output(state, source)) state->files[source] = -1;
  if (sources[CHILDREN].revents) bury(state);
  if (sources[QUESTIONS].revents & POLLIN) {
    answer(state->asked, state->tier, state->place, &state->request->limits);
    if (state->asked->exceeds) decide(state, END_MEMORY);
    if (locks_are_watched() && state->next_measure > now + shortest_pause)
      state->next_measure = now + shortest_pause;
  } else if (sources[QUESTIONS].revents) {
    // Nobody is left who could ask.
    state->files[QUESTIONS] = -1;
  }
  // Nothing follows the request, so whatever comes is its end.
  if (sources[LIFELINE].revents) decide(state, END_ABORTED);
}

/// Kills until no child is left. The first signal goes out while the program's number is certainly
/// its own.
static void end_all(struct state *state) {
  const uint64_t deadline = now_us() + patience;
  pid_t program = state->program;
  while (now_us() < deadline) {
    kill_tree(state->tier, program);
    for (;;) {
      pid_t dead = waitpid(-1, NULL, WNOHANG);
      if (dead < 0 && errno == ECHILD) return;
      if (dead <= 0) break;
      if (dead == program) program = 0;
    }
    const struct timespec pause = {0, 500000};
    struct pollfd children = {.fd = state->files[CHILDREN], .events = POLLIN};
    ppoll(&children, 1, &pause, NULL);
    struct signalfd_siginfo signals[8];
    while (read(state->files[CHILDREN], signals, sizeof signals) > 0) {
    }
  }
  struct usage left;
  measure_tree(state->tier, false, &left);
  state->outcome->survivors = left.processes;
}

/// What the dead had written and nobody had read yet.
static void drain(struct state *state) {
  for (int source = OUT; source <= ERR; source++) {
    if (state->files[source] < 0) continue;
    fcntl(state->files[source], F_SETFL, O_NONBLOCK);
    while (read_output(state, source)) {
    }
  }
  // A program that ended with too much still in the pipe is judged as if it had been read in time.
  enum end *end = &state->outcome->end;
  if (state->floods && (*end == END_EXITED || *end == END_SIGNALED)) *end = END_OUTPUT;
}

static void account(struct state *state) {
  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  struct outcome *outcome = state->outcome;
  outcome->cpu_us = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
                    (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  outcome->peak_kib = (uint64_t)usage.ru_maxrss;
  // The kernel's own limit may be quicker than the measurement.
  const bool ended = outcome->end == END_EXITED || outcome->end == END_SIGNALED;
  if (ended && state->asked->is_bounded && out_of_memory_kills() > 0) outcome->end = END_MEMORY;
  if (outcome->end != END_SIGNALED) return;
  const bool killed = outcome->status == SIGKILL || outcome->status == SIGXCPU;
  uint64_t bytes;
  if (killed && outcome->cpu_us >= state->request->limits.cpu_us) outcome->end = END_CPU;
  else if (outcome->status == SIGBUS && memory_of_files_is_full(state->tier)) outcome->end = END_DISK;
  else if (outcome->status == SIGXFSZ || exceeds_disk(state, &bytes)) outcome->end = END_DISK;
}

void watch(const struct request *request, const struct place *place, enum tier tier, pid_t program,
           int signals, int out, int err, struct asked *asked, struct stream *outputs,
           struct outcome *outcome) {
  struct state state = {
      .request = request,
      .place = place,
      .asked = asked,
      .tier = tier,
      .program = program,
      .files = {STDIN_FILENO, out, err, signals, asked->listener},
      .outputs = outputs,
      .outcome = outcome,
      .start = now_us(),
  };
  state.next_measure = state.start + shortest_pause;
  while (!state.decided) wait_for_news(&state);
  end_all(&state);
  drain(&state);
  account(&state);
}
