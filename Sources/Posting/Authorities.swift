package import Command

/// The certificate authorities that are trusted: the system's, and those of `--ca`.
///
/// libcurl's option replaces the system's authorities, so the two are joined into one file.
package enum Authorities {
  /// What is to be trusted, and what is to be said about it.
  package struct Choice: Equatable, Sendable {
    /// The file for libcurl; nil where only libcurl may know one.
    package var path: String?
    /// A sentence, where the system has none.
    package var warning: String?
  }

  /// Chooses for the file of `--ca`, or none.
  package static func choose(adding file: String?) throws(Failure) -> Choice {
    try choose(adding: file, systemPath: CurlProcess.authoritiesPath)
  }

  /// Chooses for a system whose authorities are in the file at `systemPath`, nil for nowhere.
  package static func choose(
    adding file: String?, systemPath: String?
  ) throws(Failure) -> Choice {
    let system = systemPath.flatMap { try? SmallFile.bytes(at: $0, for: "the system") }
    let looked = systemPath.map { " (\($0))" } ?? ""
    guard let file else {
      if system != nil { return Choice(path: systemPath) }
      return Choice(
        warning: "this system has no certificate authorities\(looked): install them "
          + "(ca-certificates), or name one with --ca")
    }
    let added = try SmallFile.bytes(at: file, for: "--ca")
    guard String(decoding: added, as: UTF8.self).contains("-----BEGIN") else {
      throw Failure(.usage, "--ca: \(file): holds no certificates in PEM form")
    }
    let newline = [UInt8(ascii: "\n")]
    let joined = (system ?? []) + newline + added + newline
    guard let path = CurlProcess.unnamedFile(holding: joined) else {
      throw Failure(.software, "--ca: the certificate authorities could not be joined")
    }
    let warning = "this system has no certificate authorities\(looked): only \(file) is trusted"
    return Choice(path: path, warning: system == nil ? warning : nil)
  }
}
