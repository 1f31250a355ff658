// libcurl sets its options by functions with a variable number of arguments, which Swift does not
// call: one function for each type of argument.
#ifndef STEERBENCH_CCURL_H
#define STEERBENCH_CCURL_H

#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#include <stdbool.h>

typedef size_t (*steerbench_curl_function)(char *, size_t, size_t, void *);

static inline CURLcode steerbench_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode steerbench_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode steerbench_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode steerbench_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode steerbench_curl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode steerbench_curl_set_function(
    CURL *handle, CURLoption option, steerbench_curl_function value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode steerbench_curl_set_seek(
    CURL *handle, int (*value)(void *, curl_off_t, int)) {
  return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}

// Does not wait for a name that is being looked up when a transfer ends; older versions always do.
static inline void steerbench_curl_end_quickly(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)handle;
#endif
}

// What a proxy answered to the wish for a tunnel; 0 where nobody asked one.
static inline long steerbench_curl_tunnel_status(CURL *handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_HTTP_CONNECTCODE, &status);
  return status;
}

// Whether there was a connection, new or kept, that the request could be sent over.
static inline bool steerbench_curl_is_connected(CURL *handle) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds);
  return microseconds > 0;
}

// The multi interface: many transfers on one thread, driven by whoever watches their sockets.

typedef int (*steerbench_curl_socket_function)(CURL *, curl_socket_t, int, void *, void *);
typedef int (*steerbench_curl_timer_function)(CURLM *, long, void *);

static inline CURLMcode steerbench_curl_multi_set_socket(
    CURLM *multi, steerbench_curl_socket_function value, void *context) {
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}

static inline CURLMcode steerbench_curl_multi_set_timer(
    CURLM *multi, steerbench_curl_timer_function value, void *context) {
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}

#endif
