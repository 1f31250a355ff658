// libcurl, loaded when it is first needed: no command that sends nothing waits for it and for the
// twenty libraries behind it, and a machine without it still replays.
//
// Its functions with a variable number of arguments, which Swift does not call, have one function for
// each type of argument. Whoever calls anything here has seen steerbench_curl_load give true.
#ifndef STEERBENCH_CCURL_H
#define STEERBENCH_CCURL_H

#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#include <stdbool.h>

// Loads and starts the library, once a process; false where there is none.
bool steerbench_curl_load(void);

CURL *steerbench_curl_easy_init(void);
void steerbench_curl_easy_cleanup(CURL *handle);
const char *steerbench_curl_easy_strerror(CURLcode code);
struct curl_slist *steerbench_curl_slist_append(struct curl_slist *list, const char *text);
void steerbench_curl_slist_free_all(struct curl_slist *list);

typedef size_t (*steerbench_curl_function)(char *, size_t, size_t, void *);

CURLcode steerbench_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode steerbench_curl_set_size(CURL *handle, CURLoption option, curl_off_t value);
CURLcode steerbench_curl_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode steerbench_curl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode steerbench_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
CURLcode steerbench_curl_set_function(
    CURL *handle, CURLoption option, steerbench_curl_function value);
CURLcode steerbench_curl_set_seek(CURL *handle, int (*value)(void *, curl_off_t, int));

// Does not wait for a name that is being looked up when a transfer ends; older versions always do.
void steerbench_curl_end_quickly(CURL *handle);

// What a proxy answered to the wish for a tunnel; 0 where nobody asked one.
long steerbench_curl_tunnel_status(CURL *handle);

// Whether there was a connection, new or kept, that the request could be sent over.
bool steerbench_curl_is_connected(CURL *handle);

// The multi interface: many transfers on one thread, driven by whoever watches their sockets.

typedef int (*steerbench_curl_socket_function)(CURL *, curl_socket_t, int, void *, void *);
typedef int (*steerbench_curl_timer_function)(CURLM *, long, void *);

CURLM *steerbench_curl_multi_init(void);
CURLMcode steerbench_curl_multi_cleanup(CURLM *multi);
CURLMcode steerbench_curl_multi_add_handle(CURLM *multi, CURL *handle);
CURLMcode steerbench_curl_multi_remove_handle(CURLM *multi, CURL *handle);
CURLMcode steerbench_curl_multi_socket_action(
    CURLM *multi, curl_socket_t socket, int signs, int *running);
CURLMsg *steerbench_curl_multi_info_read(CURLM *multi, int *left);
CURLMcode steerbench_curl_multi_set_socket(
    CURLM *multi, steerbench_curl_socket_function value, void *context);
CURLMcode steerbench_curl_multi_set_timer(
    CURLM *multi, steerbench_curl_timer_function value, void *context);

#endif
