/// A secret that sender and receiver share; no text of it shows what it is.
package struct SigningSecret: Equatable, Sendable {
  /// The key itself.
  let bytes: [UInt8]

  private static let prefix = "whsec_"
  private static let sizes = 24...64

  /// A secret of these bytes, of any number.
  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads `whsec_` and base64 of 24 to 64 bytes, the padding optional.
  ///
  /// Throws a sentence that shows nothing of the text.
  package init(parsing text: String) throws(SigningSecretError) {
    if text.hasPrefix("whsk_") || text.hasPrefix("whpk_") {
      throw SigningSecretError(
        "an asymmetric key (whsk_, whpk_) cannot be used: a secret begins with \(Self.prefix)")
    }
    guard text.hasPrefix(Self.prefix) else {
      throw SigningSecretError("a secret begins with \(Self.prefix), this one does not")
    }
    let bytes: [UInt8]
    do throws(Base64.Problem) {
      bytes = try Base64.decode(String(text.dropFirst(Self.prefix.count)))
    } catch {
      throw SigningSecretError("what follows \(Self.prefix) is no base64: \(error.phrase)")
    }
    guard Self.sizes.contains(bytes.count) else {
      throw SigningSecretError(
        "a secret has \(Self.sizes.lowerBound) to \(Self.sizes.upperBound) bytes, this one has "
          + "\(bytes.count)")
    }
    self.bytes = bytes
  }
}

extension SigningSecret: CustomStringConvertible, CustomReflectable {
  /// What stands in its place.
  package var description: String { "a secret of \(bytes.count) bytes" }
  /// Nothing of it.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text is no secret: a sentence.
package struct SigningSecretError: Error, Equatable {
  /// What is wrong, without the text.
  package var message: String
  init(_ message: String) { self.message = message }
}

extension Base64.Problem {
  fileprivate var phrase: String {
    switch self {
    case .letters: "it holds a character that does not belong there"
    case .cutOff: "it is cut off"
    case .spareBits: "its last character is not the one that encoding gives; it may be cut off"
    }
  }
}
