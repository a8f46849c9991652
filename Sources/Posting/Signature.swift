/// The signature of an attempt, as Standard Webhooks 1.0.0 has it (symmetric, `v1`).
package enum Signature {
  /// The value of `webhook-signature`: an entry for each secret, so that a receiver that knows the
  /// old one and a receiver that knows the new one both find theirs.
  ///
  /// What is signed is `id.timestamp.body`, the body as it is sent; `timestamp` is in Unix seconds.
  package static func value(
    id: String, timestamp: Int, body: [UInt8], secrets: [SigningSecret]
  ) -> String {
    let message = Array("\(id).\(timestamp).".utf8) + body
    return secrets.map { secret in
      guard let hash = Crypto.hmacSHA256(message, key: secret.bytes) else {
        // An unsigned request would be worse than none.
        preconditionFailure("libcrypto, which TLS itself needs, has no HMAC-SHA256")
      }
      return "v1," + Base64.encode(hash)
    }.joined(separator: " ")
  }
}
