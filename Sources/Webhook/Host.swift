/// What this module knows of URLs; whether one may be used is for `mrr-post` to say.
enum Host {
  /// The host of an accepted URL, in lower case; nil where the URL stands in a file.
  static func of(_ url: String) -> String? {
    guard let scheme = url.firstRange(of: "://") else { return nil }
    let authority = url[scheme.upperBound...].prefix { !"/?".contains($0) }
    let colon = authority.lastIndex(of: ":") ?? authority.endIndex
    let isPort = authority[colon...].dropFirst().allSatisfy { ("0"..."9").contains($0) }
    return (isPort ? authority[..<colon] : authority).lowercased()
  }

  /// The URL as it may be shown: its query may hold a secret.
  static func shown(_ url: String) -> String {
    if url.hasPrefix("@") { return "the URL in \(url.dropFirst())" }
    guard let query = url.firstIndex(of: "?") else { return url }
    return url[..<query] + "?…"
  }
}
