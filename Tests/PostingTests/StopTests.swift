import Foundation
import Testing

/// What was read when a signal came is given back whole.
@Suite struct StopTests {
  /// `--rejects` takes what is given back only after more than the two seconds for which the rest
  /// of a line is waited; meanwhile the rest stands in the pipe.
  @Test func aLineIsNotTornWhileOthersAreGivenBack() throws {
    let folder = try TemporaryFolder()
    let rejects = folder.path + "/rejects"
    #expect(mkfifo(rejects, 0o600) == 0)
    // A descriptor for both ways, so that nobody waits for the other.
    let descriptor = open(rejects, O_RDWR | O_NONBLOCK)
    defer { close(descriptor) }
    // F_SETPIPE_SZ (fcntl(2)): it takes four lines.
    #expect(fcntl(descriptor, 1031, 4096) == 4096)
    let post = try PostProcess(
      PostProcess.trusting + [
        "--timeout", "30s", "--concurrency", "1", "--rejects", rejects,
        Receiver.shared.url("/\(uniqueMark())/delay=1"),
      ])
    let filler = String(repeating: "x", count: 1000)
    let all = (1...110).map { "{\"n\":\($0),\"filler\":\"\(filler)\"}\n" }
    post.write(all.dropLast().joined() + all[109].prefix(500))
    usleep(500_000)
    post.send(SIGTERM)
    post.write(String(all[109].dropFirst(500)))
    usleep(3_500_000)
    var given: [UInt8] = []
    let deadline = Date() + 30
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while post.process.isRunning && Date() < deadline {
      let count = read(descriptor, &bytes, bytes.count)
      if count > 0 { given += bytes[..<count] } else { usleep(5000) }
    }
    while case let count = read(descriptor, &bytes, bytes.count), count > 0 {
      given += bytes[..<count]
    }
    let result = post.wait()
    #expect(result.status == 128 + 15, "\(result.errors)")
    #expect(!result.errors.contains("cut off"), "\(result.errors)")
    // The first was on its way, and perhaps the second.
    let kept = lines(String(decoding: given, as: UTF8.self))
    #expect(kept.count >= 108)
    #expect(Set(kept).isSubset(of: all))
    #expect(kept.last == all[109])
  }
}
