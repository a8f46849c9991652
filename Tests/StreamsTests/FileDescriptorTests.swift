import Foundation
import Streams
import TestSupport
import Testing

@Suite struct FileDescriptorTests {
  /// A file of `count` bytes, as long as `body` runs.
  private func withFile<Result>(
    of count: Int, _ body: (String, [UInt8]) throws -> Result
  ) throws -> Result {
    let folder = try TemporaryFolder("file")
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    return try withExtendedLifetime(folder) { try body(try folder.file("in", bytes), bytes) }
  }

  @Test(arguments: [0, 1, 65535, 65536, 65537, 200_000])
  func readsAll(_ count: Int) throws {
    try withFile(of: count) { path, bytes in
      let file = try FileDescriptor(opening: path, for: .reading)
      #expect(try file.readAll(atMost: count) == bytes)
    }
  }

  @Test(arguments: [1, 65537, 200_000]) func refusesMoreThanTheLimit(_ count: Int) throws {
    try withFile(of: count) { path, _ in
      let file = try FileDescriptor(opening: path, for: .reading)
      #expect(try file.readAll(atMost: count - 1) == nil)
    }
  }
}
