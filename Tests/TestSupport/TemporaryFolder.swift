import Foundation

/// An empty folder of one test's own, removed with the value.
package final class TemporaryFolder {
  package let path: String

  /// `name` is for people who look at what a killed run left.
  package init(_ name: String) throws {
    path = FileManager.default.temporaryDirectory.path + "/mrr-\(name)-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package var url: URL { URL(fileURLWithPath: path) }

  /// The path of a file in it, whether it is there or not.
  package func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and gives its path.
  package func file(_ name: String, _ text: String) throws -> String {
    try file(name, [UInt8](text.utf8))
  }

  package func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// What is in a file; nothing if it is not there.
  package func text(_ name: String) -> String {
    String(decoding: FileManager.default.contents(atPath: file(name)) ?? Data(), as: UTF8.self)
  }

  package func bytes(of name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: file(name)))
  }

  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// The permissions of a file in it.
  package func mode(of name: String) throws -> Int? {
    let attributes = try FileManager.default.attributesOfItem(atPath: file(name))
    return (attributes[.posixPermissions] as? NSNumber)?.intValue
  }
}
