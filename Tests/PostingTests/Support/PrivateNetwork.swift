import Foundation
import TestSupport

/// A network of its own for the built program: addresses that look public, a server of names, and a
/// receiver on port 443 of all of them.
///
/// It needs a user namespace, which some kernels and containers refuse.
final class PrivateNetwork {
  /// Why there can be none here; nil if there can.
  static let problem: String? = {
    let unshare = Process()
    unshare.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    unshare.arguments = namespace + ["ip", "link", "set", "lo", "up"]
    unshare.standardError = FileHandle.nullDevice
    do { try unshare.run() } catch { return "env(1) cannot be run" }
    unshare.waitUntilExit()
    return unshare.terminationStatus == 0
      ? nil : "this kernel, or this container, allows no network of one's own (unshare)"
  }()

  private static let namespace = ["unshare", "--map-root-user", "--mount", "--net"]

  private let folder: TemporaryFolder
  private let settings: String

  var authority: String { folder.path + "/receiver/ca.pem" }

  /// A network in which each name stands for the addresses of its rounds, one after the other.
  ///
  /// The last round stays. With `addresses` there is a receiver.
  init(names: [String: [[String]]], addresses: [String] = []) throws {
    folder = try TemporaryFolder("post-test")
    let settings = ["names": names, "addresses": addresses] as [String: Any]
    let text = try JSONSerialization.data(withJSONObject: settings)
    self.settings = try folder.file("settings", String(decoding: text, as: UTF8.self))
  }

  /// Runs a line of the shell in it, in which `"$@"` is the program with its arguments.
  func run(_ line: String, _ arguments: [String]) throws -> PostProcess.Result {
    let script = Places.repository.appending(path: "scripts/private-network")
    return try PostProcess(
      arguments, text: "",
      wrapper: Self.namespace + [script.path, folder.path, settings, "bash", "-c", line, "-"]
    ).wait(seconds: 60)
  }

  /// What the receiver of the last run was asked.
  func requests() -> [[String: Any]] {
    folder.text("receiver/requests.jsonl").split(separator: "\n").compactMap { object(String($0)) }
  }
}
