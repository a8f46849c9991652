import Command
import Streams

/// What the options of the commands say; each command has some of them.
///
/// A value that a stage judges is kept as it was written: the stage is asked (``Judge``).
struct WebhookOptions: Sendable {
  /// The file of `--settings`.
  var settings: String?
  var wantsTest = false
  /// The file of `--queue`; empty for none.
  var queue: String?
  var queued: Queued?
  var connection = GivenConnection()
  var types: Given<[String]>?
  var over: Given<String>?
  var rates: Given<String>?
  var wantsJSON = false
  var maxAgeMilliseconds = 3_600_000

  /// How a command is called for the same webhook.
  func line(_ command: String) -> String {
    "\(WebhookCommand.name) \(command)" + (settings.map { " --settings \($0)" } ?? "")
  }

  /// What becomes of notifications that a queue still holds.
  enum Queued: Sendable { case send, drop }

  /// What an option sets, or that it takes away what was set.
  enum Given<Value: Sendable>: Sendable {
    case value(Value)
    case nothing

    /// What is set after it.
    var value: Value? { if case .value(let value) = self { value } else { nil } }
  }
}

/// Options of `mrr-post` that say how the endpoint is reached, as far as they were given.
///
/// An empty value takes away what was set.
struct GivenConnection: Sendable {
  var authorities: String?
  var allowed: [String]?
  var secretFile: String?
  var headers: [String]?
  var proxy: String?
  var timeout: String?

  /// Puts what was given in the place of what is set, its paths made absolute.
  func apply(to connection: inout WebhookSettings.Connection) throws(Failure) {
    if let authorities { connection.authorities = try Self.path(authorities) }
    if let secretFile { connection.secretFile = try Self.path(secretFile) }
    if let proxy { connection.proxy = try Self.reference(proxy) }
    if let timeout { connection.timeout = timeout.isEmpty ? nil : timeout }
    if let allowed { connection.allowed = allowed.filter { !$0.isEmpty } }
    if let headers {
      connection.headers = []
      for header in headers {
        if let header = try Self.reference(header) { connection.headers.append(header) }
      }
    }
  }

  private static func path(_ text: String) throws(Failure) -> String? {
    if text.isEmpty { return nil }
    // A descriptor has no place that could be kept; where it may not stay, `enable` says so.
    return text.hasPrefix("fd:") ? text : try SettingsFile.absolute(text)
  }

  /// A text, or `@` and a path.
  static func reference(_ text: String) throws(Failure) -> String? {
    if text.isEmpty { return nil }
    return text.hasPrefix("@") ? "@" + (try SettingsFile.absolute(String(text.dropFirst()))) : text
  }
}
