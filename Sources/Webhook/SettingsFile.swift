import Command
import Streams

/// The settings file of one webhook.
struct SettingsFile: Sendable {
  /// Absolute.
  let path: String

  /// Larger ones are not ours.
  private static let maximumSize = 1 << 20

  /// The file that `--settings` names, or else the user's own.
  init(named option: String?) throws(Failure) {
    if let option {
      path = try Self.absolute(option)
    } else if let folder = Surroundings.variable("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
      // A relative one is to be ignored (XDG Base Directory Specification).
      path = folder + "/mrr/webhook.json"
    } else if let home = Surroundings.variable("HOME"), !home.isEmpty {
      path = home + "/.config/mrr/webhook.json"
    } else {
      throw Failure(.usage, "HOME is not set: say which settings file with --settings FILE")
    }
  }

  /// What stands in it; nothing where it is not there.
  func load() throws(Failure) -> SettingsDocument {
    let bytes: [UInt8]?
    do throws(Errno) {
      bytes = try FileDescriptor(opening: path, for: .reading).readAll(atMost: Self.maximumSize)
    } catch .notThere {
      return SettingsDocument()
    } catch {
      throw Failure(.noInput, "\(path): \(error)")
    }
    guard let bytes else { throw Failure(.data, "\(path): too large for a settings file") }
    do throws(SettingsFault) {
      return try SettingsDocument(reading: bytes)
    } catch {
      let (line, column) = TextPosition.of(error.offset, in: bytes.span, 0..<bytes.count)
      throw Failure(
        .data,
        "\(path):\(line + 1):\(column): not a settings file: \(error.reason); mend it, or"
          + " delete it and enable the webhook anew")
    }
  }

  /// Reads it, lets `change` change it, and writes it, with other writers kept away meanwhile.
  ///
  /// Where anything fails the file is as it was.
  func update(
    _ change: (inout SettingsDocument) throws(Ending) -> Void
  ) throws(Ending) {
    let file: ReplacedFile
    do throws(Errno) {
      file = try ReplacedFile(at: path)
    } catch {
      throw .failed(Failure(.noInput, "\(path): its folder cannot be used: \(error)"))
    }
    var document: SettingsDocument
    do throws(Failure) { document = try load() } catch { throw .failed(error) }
    try change(&document)
    do throws(Errno) {
      try file.replace(with: document.text)
    } catch {
      throw .failed(Failure(.io, "\(path): not saved: \(error)"))
    }
  }

  /// `path` as it is found from any folder.
  static func absolute(_ path: String) throws(Failure) -> String {
    do throws(Errno) {
      return try Surroundings.absolute(path)
    } catch {
      throw Failure(.noInput, "\(path): the current folder has no path: \(error)")
    }
  }
}
