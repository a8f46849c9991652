import Foundation
import TestSupport
import Testing

/// The line for cron that the README gives, run as cron would run it: against a server that pages as
/// Stripe does, and a receiver on this machine.
@Suite struct NightlyLineTests {
  /// The command of the crontab line, with its `\%` as cron reads them.
  private func line(in folder: String) throws -> String {
    let readme = try String(
      contentsOf: Places.repository.appending(path: "README.md"), encoding: .utf8)
    let schedule = "    0 6 * * * "
    let found = readme.split(separator: "\n").first { $0.hasPrefix(schedule) }
    return String(try #require(found).dropFirst(schedule.count))
      .replacing("\\%", with: "%").replacing("/var/lib/mrr", with: folder)
  }

  /// A subscription that began an hour ago, as Stripe's event tells it.
  private func recentEvent() throws -> String {
    let events = try String(
      contentsOf: DemoData.folder.appending(path: "events.jsonl"), encoding: .utf8)
    let line = try #require(
      events.split(separator: "\n").first {
        $0.contains("\"customer.subscription.created\"") && $0.contains("\"status\":\"active\"")
      })
    var event = try #require(
      JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    event["created"] = Int(Date().timeIntervalSince1970) - 3600
    return String(decoding: try JSONSerialization.data(withJSONObject: event), as: UTF8.self)
  }

  @Test func everyNightSendsWhatIsNewOnce() throws {
    let bench = try Bench()
    try bench.write(try recentEvent() + "\n", to: "events")
    let stripe = try Stripe("events=\(bench.path("events"))")
    for name in ["lib", "bin", "receiver"] {
      try FileManager.default.createDirectory(
        atPath: bench.path(name), withIntermediateDirectories: true)
    }
    try bench.write(Stripe.key + "\n", to: "lib/stripe.key")
    try bench.write(
      "#!/bin/sh\nexec '\(Stripe.script.path)' --api-base \(stripe.base) \"$@\"\n",
      to: "bin/stripe-export", mode: 0o700)
    let environment = [
      "PATH": "\(bench.path("bin")):\(Places.programs.path):/usr/local/bin:/usr/bin:/bin",
      "XDG_CONFIG_HOME": bench.path("config"), "HOME": bench.folder.path,
    ]
    _ = try bench.start(
      Places.repository.appending(path: "scripts/receiver"),
      ["--dir", bench.path("receiver"), "--lifetime", "300"])
    #expect(
      waitFor(seconds: 30) { FileManager.default.fileExists(atPath: bench.path("receiver/port")) })
    let port = try bench.text("receiver/port").trimmingCharacters(in: .whitespacesAndNewlines)
    let url = "https://localhost:\(port)/hook"
    func shell(_ command: String) throws -> Run {
      try bench.run(URL(filePath: "/bin/sh"), ["-c", command], environment: environment)
    }
    let made = try shell(
      "cd '\(bench.path("lib"))' && mrr-detect --init ledger < /dev/null && mrr-webhook enable"
        + " --ca ../receiver/ca.pem --allow-net 127.0.0.1 --queue queue \(url)")
    #expect(made.status == 0, "\(made.errors) \(made.output)")

    let nightly = try line(in: "'\(bench.path("lib"))'")
    let first = try shell(nightly)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.lines.map { $0.contains("\"receipt\":\"delivered\"") } == [false, true])
    // The next night knows it all: --again repeats the line, and the queue has it already.
    let second = try shell(nightly)
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.lines.map { $0.contains("\"receipt\":\"duplicate\"") } == [true])
    #expect(try bench.text("receiver/requests.jsonl").split(separator: "\n").count == 1)
  }
}
