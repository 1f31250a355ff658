// What is asked of the system's libcrypto: SHA-256, HMAC-SHA-256 and Ed25519, each behind functions
// that take and give plain bytes. Those that can fail give 1 for success and 0 otherwise.
#ifndef STEERBENCH_CCRYPTO_H
#define STEERBENCH_CCRYPTO_H

// The one-shot functions look an algorithm up at each call, which costs more than hashing a short
// text; the older interface does not.
#define OPENSSL_SUPPRESS_DEPRECATED 1
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdint.h>

typedef struct {
  SHA256_CTX state;
} steerbench_sha256_state;

static inline void steerbench_sha256_begin(steerbench_sha256_state *hash) {
  SHA256_Init(&hash->state);
}

static inline void steerbench_sha256_add(
    steerbench_sha256_state *hash, const void *bytes, size_t count) {
  SHA256_Update(&hash->state, bytes, count);
}

static inline void steerbench_sha256_end(steerbench_sha256_state *hash, uint64_t words[4]) {
  SHA256_Final((unsigned char *)words, &hash->state);
}

static inline int steerbench_hmac_sha256(
    const void *key, size_t key_count, const void *bytes, size_t count, uint8_t code[32]) {
  unsigned int length = 32;
  return HMAC(EVP_sha256(), key, (int)key_count, bytes, count, code, &length) != NULL
         && length == 32;
}

// Ed25519 keys are 32 bytes and signatures 64, as RFC 8032 has them.

static inline int steerbench_ed25519_create(uint8_t seed[32]) { return RAND_bytes(seed, 32) == 1; }

static inline int steerbench_ed25519_public(const uint8_t seed[32], uint8_t key[32]) {
  EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
  size_t length = 32;
  int done = pair != NULL && EVP_PKEY_get_raw_public_key(pair, key, &length) == 1 && length == 32;
  EVP_PKEY_free(pair);
  return done;
}

static inline int steerbench_ed25519_sign(
    const uint8_t seed[32], const void *bytes, size_t count, uint8_t signature[64]) {
  EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  size_t length = 64;
  int done = pair != NULL && context != NULL
             && EVP_DigestSignInit(context, NULL, NULL, NULL, pair) == 1
             && EVP_DigestSign(context, signature, &length, bytes, count) == 1 && length == 64;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(pair);
  return done;
}

static inline int steerbench_ed25519_verify(
    const uint8_t key[32], const void *bytes, size_t count, const uint8_t signature[64]) {
  EVP_PKEY *public_key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, 32);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int valid = public_key != NULL && context != NULL
              && EVP_DigestVerifyInit(context, NULL, NULL, NULL, public_key) == 1
              && EVP_DigestVerify(context, signature, 64, bytes, count) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(public_key);
  return valid;
}

#endif
