#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

// Every function that is used of libcurl: its name without "curl_", what it gives, what it takes.
#define FUNCTIONS(F) \
  F(global_init, CURLcode, (long)) \
  F(easy_init, CURL *, (void)) \
  F(easy_cleanup, void, (CURL *)) \
  F(easy_strerror, const char *, (CURLcode)) \
  F(easy_setopt, CURLcode, (CURL *, CURLoption, ...)) \
  F(easy_getinfo, CURLcode, (CURL *, CURLINFO, ...)) \
  F(slist_append, struct curl_slist *, (struct curl_slist *, const char *)) \
  F(slist_free_all, void, (struct curl_slist *)) \
  F(multi_init, CURLM *, (void)) \
  F(multi_cleanup, CURLMcode, (CURLM *)) \
  F(multi_add_handle, CURLMcode, (CURLM *, CURL *)) \
  F(multi_remove_handle, CURLMcode, (CURLM *, CURL *)) \
  F(multi_socket_action, CURLMcode, (CURLM *, curl_socket_t, int, int *)) \
  F(multi_info_read, CURLMsg *, (CURLM *, int *)) \
  F(multi_setopt, CURLMcode, (CURLM *, CURLMoption, ...))

#define POINTER(name, result, arguments) result(*name) arguments;
static struct {
  FUNCTIONS(POINTER)
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded = false;

// The version that Debian, Ubuntu, Fedora and Arch all have, then Debian's variant with GnuTLS.
static void *open_library(void) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
  for (size_t place = 0; place < sizeof names / sizeof *names; place++) {
    void *opened = dlopen(names[place], RTLD_NOW | RTLD_LOCAL);
    if (opened) return opened;
  }
  return NULL;
}

// Never closed: libcurl and what it uses have threads and exit handlers of their own.
static void load(void) {
  void *opened = open_library();
  if (!opened) return;
#define FIND(name, result, arguments) \
  *(void **)&library.name = dlsym(opened, "curl_" #name); \
  if (!library.name) return;
  FUNCTIONS(FIND)
  is_loaded = library.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

bool steerbench_curl_load(void) {
  pthread_once(&once, load);
  return is_loaded;
}

// MARK: One transfer

CURL *steerbench_curl_easy_init(void) { return library.easy_init(); }

void steerbench_curl_easy_cleanup(CURL *handle) { library.easy_cleanup(handle); }

const char *steerbench_curl_easy_strerror(CURLcode code) { return library.easy_strerror(code); }

struct curl_slist *steerbench_curl_slist_append(struct curl_slist *list, const char *text) {
  return library.slist_append(list, text);
}

void steerbench_curl_slist_free_all(struct curl_slist *list) { library.slist_free_all(list); }

CURLcode steerbench_curl_set_long(CURL *handle, CURLoption option, long value) {
  return library.easy_setopt(handle, option, value);
}

CURLcode steerbench_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return library.easy_setopt(handle, option, value);
}

CURLcode steerbench_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return library.easy_setopt(handle, option, value);
}

CURLcode steerbench_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return library.easy_setopt(handle, option, value);
}

CURLcode steerbench_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return library.easy_setopt(handle, option, value);
}

CURLcode steerbench_curl_set_function(
    CURL *handle, CURLoption option, steerbench_curl_function value) {
  return library.easy_setopt(handle, option, value);
}

CURLcode steerbench_curl_set_seek(CURL *handle, int (*value)(void *, curl_off_t, int)) {
  return library.easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}

void steerbench_curl_end_quickly(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
  library.easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)handle;
#endif
}

long steerbench_curl_tunnel_status(CURL *handle) {
  long status = 0;
  library.easy_getinfo(handle, CURLINFO_HTTP_CONNECTCODE, &status);
  return status;
}

bool steerbench_curl_is_connected(CURL *handle) {
  curl_off_t microseconds = 0;
  library.easy_getinfo(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds);
  return microseconds > 0;
}

// MARK: Many transfers

CURLM *steerbench_curl_multi_init(void) { return library.multi_init(); }

CURLMcode steerbench_curl_multi_cleanup(CURLM *multi) { return library.multi_cleanup(multi); }

CURLMcode steerbench_curl_multi_add_handle(CURLM *multi, CURL *handle) {
  return library.multi_add_handle(multi, handle);
}

CURLMcode steerbench_curl_multi_remove_handle(CURLM *multi, CURL *handle) {
  return library.multi_remove_handle(multi, handle);
}

CURLMcode steerbench_curl_multi_socket_action(
    CURLM *multi, curl_socket_t socket, int signs, int *running) {
  return library.multi_socket_action(multi, socket, signs, running);
}

CURLMsg *steerbench_curl_multi_info_read(CURLM *multi, int *left) {
  return library.multi_info_read(multi, left);
}

CURLMcode steerbench_curl_multi_set_socket(
    CURLM *multi, steerbench_curl_socket_function value, void *context) {
  library.multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
  return library.multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}

CURLMcode steerbench_curl_multi_set_timer(
    CURLM *multi, steerbench_curl_timer_function value, void *context) {
  library.multi_setopt(multi, CURLMOPT_TIMERDATA, context);
  return library.multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}
