// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/secure/srtp_gcm.hpp"

#include <openssl/evp.h>
#include <srtp2/cipher.h>
#include <srtp2/srtp.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace lethe::transport {
namespace {

constexpr int iv_size = 12, key_size = 16;

struct Gcm {
  explicit Gcm(int tag) : tag_size(tag) {}
  struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  };
  srtp_cipher_t as_libsrtp_sees_it{};
  std::unique_ptr<EVP_CIPHER_CTX, Free> context{EVP_CIPHER_CTX_new()};
  int tag_size;  // bytes
};

Gcm& gcm(void* state) { return *static_cast<Gcm*>(state); }

srtp_err_status_t status(bool good, srtp_err_status_t otherwise = srtp_err_status_cipher_fail) {
  return good ? srtp_err_status_ok : otherwise;
}

extern const srtp_cipher_type_t openssl_gcm;

srtp_err_status_t allocate(srtp_cipher_t** cipher, int key_length, int tag_length) {
  if (key_length != SRTP_AES_GCM_128_KEY_LEN_WSALT || (tag_length != 16 && tag_length != 8))
    return srtp_err_status_bad_param;
  auto made = std::make_unique<Gcm>(tag_length);
  if (!made->context) return srtp_err_status_alloc_fail;
  made->as_libsrtp_sees_it = {&openssl_gcm, made.get(), key_length, SRTP_AES_GCM_128};
  *cipher = &made.release()->as_libsrtp_sees_it;
  return srtp_err_status_ok;
}

srtp_err_status_t release(srtp_cipher_t* cipher) {
  delete static_cast<Gcm*>(cipher->state);  // OpenSSL overwrites the key
  return srtp_err_status_ok;
}

srtp_err_status_t set_key(void* state, const std::uint8_t* key) {
  return status(EVP_CipherInit_ex(gcm(state).context.get(), EVP_aes_128_gcm(), nullptr, key, nullptr, 1) == 1,
                srtp_err_status_init_fail);
}

srtp_err_status_t set_iv(void* state, std::uint8_t* iv, srtp_cipher_direction_t direction) {
  static_assert(iv_size == 12, "what OpenSSL takes without being told");
  const int encrypt = direction == srtp_direction_encrypt ? 1 : 0;
  return status(EVP_CipherInit_ex(gcm(state).context.get(), nullptr, nullptr, nullptr, iv, encrypt) == 1,
                srtp_err_status_init_fail);
}

srtp_err_status_t set_aad(void* state, const std::uint8_t* aad, std::uint32_t size) {
  int done = 0;
  return status(EVP_CipherUpdate(gcm(state).context.get(), nullptr, &done, aad, static_cast<int>(size)) == 1,
                srtp_err_status_algo_fail);
}

srtp_err_status_t encrypt(void* state, std::uint8_t* bytes, unsigned* size) {
  EVP_CIPHER_CTX* const context = gcm(state).context.get();
  int done = 0, rest = 0;
  return status(EVP_CipherUpdate(context, bytes, &done, bytes, static_cast<int>(*size)) == 1 &&
                EVP_CipherFinal_ex(context, bytes + done, &rest) == 1);
}

srtp_err_status_t get_tag(void* state, std::uint8_t* tag, std::uint32_t* size) {
  *size = static_cast<std::uint32_t>(gcm(state).tag_size);
  return status(EVP_CIPHER_CTX_ctrl(gcm(state).context.get(), EVP_CTRL_AEAD_GET_TAG, gcm(state).tag_size, tag) == 1);
}

// The tag follows the text; `size` includes it before the call and not after.
srtp_err_status_t decrypt(void* state, std::uint8_t* bytes, unsigned* size) {
  EVP_CIPHER_CTX* const context = gcm(state).context.get();
  const auto tag_size = static_cast<unsigned>(gcm(state).tag_size);
  if (*size < tag_size) return srtp_err_status_bad_param;
  *size -= tag_size;
  int done = 0, rest = 0;
  if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, gcm(state).tag_size, bytes + *size) != 1 ||
      EVP_CipherUpdate(context, bytes, &done, bytes, static_cast<int>(*size)) != 1)
    return srtp_err_status_algo_fail;
  return status(EVP_CipherFinal_ex(context, bytes + done, &rest) == 1, srtp_err_status_auth_fail);
}

// RFC 7714, 16.1.1: the packet of the example, with its header as AAD.
constexpr std::array<std::uint8_t, SRTP_AES_GCM_128_KEY_LEN_WSALT> key{
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d,
    0x0e, 0x0f, 0x51, 0x75, 0x69, 0x64, 0x20, 0x70, 0x72, 0x6f, 0x20, 0x71, 0x75, 0x6f};
std::array<std::uint8_t, iv_size> iv{0x51, 0x75, 0x3c, 0x65, 0x80, 0xc2, 0x72, 0x6f, 0x20, 0x71, 0x84, 0x14};
constexpr std::array<std::uint8_t, 12> aad{0x80, 0x40, 0xf1, 0x7b, 0x80, 0x41, 0xf8, 0xd3, 0x55, 0x01, 0xa0, 0xb2};
constexpr std::array<std::uint8_t, 38> plain{
    0x47, 0x61, 0x6c, 0x6c, 0x69, 0x61, 0x20, 0x65, 0x73, 0x74, 0x20, 0x6f, 0x6d, 0x6e, 0x69, 0x73, 0x20, 0x64, 0x69,
    0x76, 0x69, 0x73, 0x61, 0x20, 0x69, 0x6e, 0x20, 0x70, 0x61, 0x72, 0x74, 0x65, 0x73, 0x20, 0x74, 0x72, 0x65, 0x73};
constexpr std::array<std::uint8_t, 54> sealed{
    0xf2, 0x4d, 0xe3, 0xa3, 0xfb, 0x34, 0xde, 0x6c, 0xac, 0xba, 0x86, 0x1c, 0x9d, 0x7e, 0x4b, 0xca, 0xbe, 0x63,
    0x3b, 0xd5, 0x0d, 0x29, 0x4e, 0x6f, 0x42, 0xa5, 0xf4, 0x7a, 0x51, 0xc7, 0xd1, 0x9b, 0x36, 0xde, 0x3a, 0xdf,
    0x88, 0x33, 0x89, 0x9d, 0x7f, 0x27, 0xbe, 0xb1, 0x6a, 0x91, 0x52, 0xcf, 0x76, 0x5e, 0xe4, 0x39, 0x0c, 0xce};
const srtp_cipher_test_case_t example{key.size(),    key.data(), iv.data(),  plain.size(), plain.data(), sealed.size(),
                                      sealed.data(), aad.size(), aad.data(), 16,           nullptr};

const srtp_cipher_type_t openssl_gcm{
    allocate, release,         set_key, set_aad, encrypt, decrypt, set_iv, get_tag, "AES-128-GCM by OpenSSL",
    &example, SRTP_AES_GCM_128};

}  // namespace

void use_openssl_for_gcm() {
  if (srtp_replace_cipher_type(&openssl_gcm, SRTP_AES_GCM_128) != srtp_err_status_ok)
    throw std::runtime_error("OpenSSL's AES-GCM does not pass the tests of libsrtp");
}

}  // namespace lethe::transport
