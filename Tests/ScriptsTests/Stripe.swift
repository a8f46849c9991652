import Foundation
import TestSupport

/// A server that pages as Stripe does, and `scripts/stripe-export` against it.
final class Stripe {
  static let key = "sk_test_51Demo"
  let bench: Bench
  let base: String

  init(_ words: String...) throws {
    bench = try Bench()
    let program = Places.repository.appending(path: "Tests/ScriptsTests/stripe-server")
    _ = try bench.start(program, [bench.folder.path] + words)
    let port = bench.path("port")
    guard waitFor(seconds: 20, until: { FileManager.default.fileExists(atPath: port) }) else {
      throw Late(what: "the start of the server")
    }
    base = try "http://127.0.0.1:" + bench.text("port")
  }

  static let script = Places.repository.appending(path: "scripts/stripe-export")

  func export(_ words: String..., key: String? = Stripe.key) throws -> Run {
    try bench.run(
      Stripe.script, ["--api-base", base] + words,
      environment: key.map { ["STRIPE_API_KEY": $0] } ?? [:])
  }

  /// The requests so far: the path and what was asked.
  func requests() throws -> [(path: String, query: [String: [String]], fields: [String: Any])] {
    try bench.text("requests.jsonl").split(separator: "\n").map { line in
      let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
      return (
        fields["path"] as? String ?? "", fields["query"] as? [String: [String]] ?? [:], fields
      )
    }
  }
}

func ids(_ lines: String) throws -> [String] {
  try lines.split(separator: "\n").map {
    let object = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    return object?["id"] as? String ?? ""
  }
}

/// The ids of COUNT objects as Stripe lists them: newest first.
func newestFirst(_ kind: String, _ count: Int, without: Set<Int> = []) -> [String] {
  (0..<count).reversed().filter { !without.contains($0) }.map {
    kind + "_" + String(repeating: "0", count: 5 - String($0).count) + String($0)
  }
}
