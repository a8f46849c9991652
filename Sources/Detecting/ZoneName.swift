import Command
import Streams

/// Checks a zone's name: libc takes UTC for one it does not know, and says nothing.
enum ZoneName {
  /// The name to give to libc; nil for UTC itself.
  static func checked(_ name: String) throws(UsageError) -> String? {
    if name == "UTC" { return nil }
    let isPlain = name.utf8.allSatisfy { byte in
      byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 || "_-+/".utf8.contains(byte)
    }
    guard isPlain, !name.isEmpty, !name.hasPrefix("/"), !name.hasSuffix("/") else {
      throw UsageError("expected a zone such as Europe/Copenhagen, found \"\(name)\"")
    }
    guard exists("\(folder)/UTC") || exists("\(folder)/Etc/UTC") else {
      throw UsageError("this machine has no zone database; install tzdata")
    }
    guard exists("\(folder)/\(name)") else {
      throw UsageError("no zone \"\(name)\" in \(folder)")
    }
    return name
  }

  private static let folder = "/usr/share/zoneinfo"

  private static func exists(_ path: String) -> Bool {
    guard let status = try? FileStatus(at: path) else { return false }
    return status.kind == .regular
  }
}
