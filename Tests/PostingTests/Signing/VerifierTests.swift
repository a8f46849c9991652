import Foundation
import TestSupport
import Testing

/// What receivers' own software says to what is signed.
@Suite struct VerifierTests {
  @Test func bothPublicPackagesAcceptAndRefuse() throws {
    let receiver = Receiver.shared
    let folder = try TemporaryFolder("post-test")
    let mark = uniqueMark()
    let second = SigningSecretTests.secret(ofSize: 64)
    var outcomes: [String] = []
    for (name, secrets) in [("one", [Vectors.secret]), ("two", [second, Vectors.secret])] {
      let file = try folder.file(name, secrets.joined(separator: "\n"))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
      let failed = folder.path + "/failed-\(name)"
      let ids = (1...3).map { "\(mark)-\(name)-\($0)" }
      let lines = """
        {"meta":{"id":"\(ids[0])"},"event":"mrr_movement","é":"\\u00e9 \\/ 𝄞","n":1.0e+05}
        { "a" : [ ] , "meta" : {"id":"\(mark)-\(name)","part":2} , "b":"" }
        {"meta":{"id":"\(ids[2])"},"x":"\(String(repeating: "long ", count: 20_000))"}

        """
      // The first attempt fails; the second is another, at another time.
      let options = ["--secret-file", file]
      let first = try PostProcess.run(
        to: "/\(mark)-\(name)/status=500/until=1", options + ["--rejects", failed], input: lines)
      #expect(first.all("status") == ["500", "500", "500"])
      Thread.sleep(forTimeInterval: 1.1)
      let again = try PostProcess.run(
        PostProcess.trusting + options + [receiver.url("/\(mark)-\(name)/"), failed])
      #expect(again.all("receipt") == ["delivered", "delivered", "delivered"])

      let requests = try receiver.requests("\(mark)-\(name)")
      #expect(requests.count == 6)
      for request in requests {
        let entries = request.values("webhook-signature").flatMap { $0.split(separator: " ") }
        #expect(entries.count == secrets.count)
        #expect(try request.isSigned(String(entries.last ?? ""), key: Vectors.bytes("V1")))
      }
      for id in ids {
        let attempts = requests.filter { $0.values("webhook-id") == [id] }
        #expect(attempts.count == 2)
        #expect(Set(attempts.flatMap { $0.values("webhook-timestamp") }).count == 2)
        #expect(Set(attempts.flatMap { $0.values("webhook-signature") }).count == 2)
      }
      let book = try folder.file("book-\(name)", try receiver.bookLines(holding: "\(mark)-\(name)"))
      outcomes.append(try verify(book, secrets))
    }
    for outcome in outcomes { print(outcome, terminator: "") }
  }

  /// Runs scripts/verifiers; what it said.
  private func verify(_ book: String, _ secrets: [String]) throws -> String {
    let verifiers = Process()
    verifiers.executableURL = Places.repository.appending(path: "scripts/verifiers")
    verifiers.arguments = [book] + secrets
    let output = Pipe()
    verifiers.standardOutput = output
    verifiers.standardError = output
    try verifiers.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    verifiers.waitUntilExit()
    if verifiers.terminationStatus == 69 {
      #expect(said.contains("cannot be had here: "))
      return said
    }
    #expect(verifiers.terminationStatus == 0, "\(said)")
    // Six requests, each with six changes, to each package with each secret.
    let count = secrets.count * 6
    for name in ["standardwebhooks", "svix"] {
      #expect(said.contains("verifiers: \(name) "))
      #expect(said.contains("accepted \(count), refused \(count * 6) that were changed"))
    }
    return said
  }
}
