internal import Command
internal import Streams

/// The file of `--secret-file`: a secret a line; blank lines and those that begin with `#` say
/// nothing.
enum SecretFile {
  private static let name = "--secret-file"

  /// The secrets in the order of the file, at least one.
  ///
  /// Throws, without showing any of it, unless nobody but its owner may open the file, and that is
  /// the user or root.
  static func secrets(in address: Address) throws(Failure) -> [SigningSecret] {
    let place = address.inputName
    let text = try SmallFile.text(of: address, for: name) { status throws(Failure) in
      try check(status, place)
    }
    var secrets: [SigningSecret] = []
    for (index, line) in text.lines.enumerated() where !line.isBlankOrComment {
      do throws(SigningSecretError) {
        secrets.append(try SigningSecret(parsing: line))
      } catch {
        throw Failure(.usage, "\(name): \(place): line \(index + 1): \(error.message)")
      }
    }
    if secrets.isEmpty { throw Failure(.usage, "\(name): \(place): holds no secret") }
    return secrets
  }

  private static func check(_ status: FileStatus, _ place: String) throws(Failure) {
    // Nobody can open an inherited socket by a name, whatever its permissions look like.
    if status.kind == .socket { return }
    guard status.isOwnedByUserOrRoot else {
      throw Failure(
        .usage, "\(name): \(place): belongs to user \(status.owner), neither to you nor to root")
    }
    guard status.permissions & 0o077 == 0 else {
      let mode = String(status.permissions, radix: 8)
      throw Failure(
        .usage, "\(name): \(place): others may use it (mode \(mode)): chmod 600 it")
    }
  }
}
