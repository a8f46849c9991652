import Foundation
import TestSupport
import Testing

@Suite struct StripeExportKeyTests {
  @Test(arguments: ["sk_test_51Demo\n", "  sk_test_51Demo", "sk_test_51Demo\r\n"])
  func theKeyComesFromAFile(text: String) throws {
    let stripe = try Stripe("coupons=1")
    try stripe.bench.write(text, to: "key", mode: 0o400)
    let run = try stripe.export("--key-file", stripe.bench.path("key"), "coupons", key: nil)
    #expect(run.status == 0)
    #expect(
      try stripe.requests().first?.fields["authorization"] as? String == "Bearer \(Stripe.key)")
  }

  @Test(arguments: [
    ("", 0o600, 65), ("pk_test_1", 0o600, 65), ("hunter2", 0o600, 65),
    ("sk_test_1\"\nurl = \"x", 0o600, 65), ("sk_test_1", 0o644, 65), ("sk_test_1", 0o640, 65),
  ])
  func aKeyFileThatIsNone(text: String, mode: Int, status: Int32) throws {
    let stripe = try Stripe("coupons=1")
    try stripe.bench.write(text, to: "key", mode: mode)
    let run = try stripe.export("--key-file", stripe.bench.path("key"), "coupons", key: nil)
    #expect(run.status == status)
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(text.isEmpty || !run.errors.contains(text))
    #expect(!FileManager.default.fileExists(atPath: stripe.bench.path("requests.jsonl")))
  }

  @Test func noKey() throws {
    let stripe = try Stripe("coupons=1")
    #expect(try stripe.export("coupons", key: nil).status == 64)
    #expect(try stripe.export("--key-file", stripe.bench.path("none"), key: nil).status == 66)
  }

  /// Neither the argument list nor the environment of any process shows it, nor what is printed.
  @Test func theKeyIsNowhereToBeSeen() throws {
    let key = "sk_test_Wrong77"
    let stripe = try Stripe("coupons=1", "1:hang")
    try stripe.bench.write(key, to: "key")
    let child = try stripe.bench.start(
      Stripe.script,
      ["--api-base", stripe.base, "--key-file", stripe.bench.path("key"), "coupons"])
    #expect(waitFor(seconds: 20) { (try? stripe.requests().count) == 1 })
    var seen: [String] = []
    for pid in [child.pid] + descendants(of: child.pid) {
      for name in ["cmdline", "environ"] {
        // One that has just ended has neither.
        let data = (try? Data(contentsOf: URL(filePath: "/proc/\(pid)/\(name)"))) ?? Data()
        seen.append(String(decoding: data, as: UTF8.self))
      }
    }
    #expect(seen.contains { $0.hasPrefix("curl\0") })
    #expect(seen.contains { $0.contains("TMPDIR=") })
    #expect(!seen.contains { $0.contains(key) })
    child.stop()
    _ = try child.ended(seconds: 5)

    let run = try stripe.export("-v", "coupons", key: key)
    #expect(run.status == 69)
    #expect(!(run.output + run.errors).contains("Wrong"))
  }
}

@Suite struct StripeExportOutputTests {
  @Test(arguments: [
    ["--nonsense"], ["--help=1"], ["refunds"], ["--since", "yesterday"], ["--since"],
    ["--since", "2025-13-01"], ["--retries", "-1"], ["--dir="],
    ["--api-base", "http://stripe.example"], ["--api-base", "ftp://127.0.0.1"],
    ["--api-base", "http://127.0.0.1.stripe.example"],
    ["--api-base", "http://localhost@stripe.example"],
  ])
  func usage(words: [String]) throws {
    let bench = try Bench()
    let run = try bench.run(
      Stripe.script, words, environment: ["STRIPE_API_KEY": Stripe.key])
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("stripe-export: "))
    #expect(run.errors.hasSuffix("(try --help)\n"))
  }

  @Test(arguments: ["-h", "--help"])
  func help(option: String) throws {
    let run = try Bench().run(Stripe.script, [option])
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("usage: "))
    #expect(run.errors == "")
  }

  /// The lines go through a shell, which says how the script ended.
  @Test(arguments: [
    ("\"$@\" events | head -n 1; echo ${PIPESTATUS[0]}", "141"),
    ("trap '' PIPE; \"$@\" events | head -n 1; echo ${PIPESTATUS[0]}", "141"),
    ("\"$@\" events >/dev/full 2>/dev/null; echo $?", "74"),
    ("\"$@\" events >&-  2>/dev/null; echo $?", "74"),
    ("\"$@\" --help >/dev/full 2>/dev/null; echo $?", "74"),
  ])
  func aReaderThatIsGone(shell: String, status: String) throws {
    let stripe = try Stripe("events=1000")
    let run = try stripe.bench.run(
      URL(filePath: "/bin/bash"),
      ["-c", shell, "bash", Stripe.script.path, "--api-base", stripe.base],
      environment: ["STRIPE_API_KEY": Stripe.key])
    #expect(run.lines.last == status, "\(run.output)\(run.errors)")
  }

  @Test func aFolderThatCannotBeWritten() throws {
    let stripe = try Stripe("events=1")
    try stripe.bench.write("", to: "file")
    #expect(try stripe.export("--dir", stripe.bench.path("file"), "events").status == 66)
  }
}
