internal import Command

/// The certificate authorities that are trusted: the system's, and those of `--ca`.
///
/// libcurl's option replaces the system's authorities, so the two are joined into one file.
enum Authorities {
  /// What is to be trusted, and what is to be said about it.
  struct Choice {
    /// The file for libcurl; nil where only libcurl may know one.
    var path: String?
    var warning: String?
  }

  /// Chooses for the file of `--ca`, or none.
  static func choose(adding file: String?) throws(Failure) -> Choice {
    let systemPath = CurlProcess.authoritiesPath
    let system = systemPath.flatMap { try? SmallFile.text(at: $0, for: "the system") }
    let looked = systemPath.map { " (\($0))" } ?? ""
    guard let file else {
      if system != nil { return Choice(path: systemPath) }
      return Choice(
        warning: "this system has no certificate authorities\(looked): install them "
          + "(ca-certificates), or name one with --ca")
    }
    let added = try SmallFile.text(at: file, for: "--ca")
    guard added.contains("-----BEGIN") else {
      throw Failure(.usage, "--ca: \(file): holds no certificates in PEM form")
    }
    let joined = [UInt8]("\(system ?? "")\n\(added)\n".utf8)
    guard let path = CurlProcess.unnamedFile(holding: joined) else {
      throw Failure(.software, "--ca: the certificate authorities could not be joined")
    }
    let warning = "this system has no certificate authorities\(looked): only \(file) is trusted"
    return Choice(path: path, warning: system == nil ? warning : nil)
  }
}
