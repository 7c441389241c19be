import Core
import Directories
import Journal
import Kernel
import Storage

/// What is wrong with a directory, as the page of background work shows it.
enum DirectoryTrouble {
  static let module = "directories"

  static func item(_ id: RecordID, _ label: String) -> WorkItem {
    WorkItem(module, Directory.streamPrefix + id.text, name: label)
  }

  static let remedy =
    "Who signs in by it cannot at the moment; all others can, and who is signed in stays so. Look at the directory's page "
    + "and at the directory itself. It is asked again by itself."
}

/// Notes that a directory cannot be asked or believed, or that it can again.
struct NoteDirectory: Command {
  var id: RecordID
  /// What is wrong; nil where all is well.
  var trouble: String?

  func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    guard let directory = try DirectoryStore.directory(id, in: work.transaction) else { return }
    let item = DirectoryTrouble.item(id, directory.label)
    guard let trouble else { return try work.mend(item) }
    try work.note(item, failed: MainstayError.unavailable(reason: trouble))
  }
}

extension App {
  /// The secret of a directory as it was written down.
  ///
  /// - Throws: `unavailable` where this node has no key that opens it.
  func secret(of directory: Directory) throws(MainstayError) -> String {
    guard let sealed = SealedText(directory.secret) else {
      throw .unavailable(reason: "The secret of \(directory.label) was changed in the database; type it anew.")
    }
    for key in try secretsKeys() {
      if let secret = key.open(sealed, for: directory.context) { return secret }
    }
    throw .unavailable(
      reason: "The secret of \(directory.label) is sealed with key \(sealed.keyID), which this node does not have. Put "
        + "the file with that key back in its place, or type the secret anew.")
  }

  /// Notes what is wrong with a provider; the error for whoever signs in, who learns no details.
  func noted(_ fault: OIDCFault, of directory: RecordID) async -> MainstayError {
    if case .denied(let reason) = fault {
      return .conflict(code: "denied", message: "You were not signed in: \(reason).")
    }
    try? await run(NoteDirectory(id: directory, trouble: "At a sign-in: \(fault.words)."), as: .system("sign-in"))
    return .unavailable(
      reason: "The sign-in provider cannot be asked or believed at the moment. Try again, or sign in with a password. "
        + "Administrators see why on the page Engine.")
  }

  /// Notes that a directory can be asked.
  func mended(_ directory: RecordID) async {
    try? await run(NoteDirectory(id: directory), as: .system("sign-in"))
  }
}

/// Seals the secrets of directories with the present key, where an older one did.
public struct SealDirectorySecrets: Command {
  public init() {}

  public struct Answer: Hashable, Sendable {
    public var sealed = 0
    /// Labels of those that no key of this node opens.
    public var unreadable: [String] = []
  }

  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.runEngine)
    var answer = Answer()
    guard try work.look.secretsStanding() == .good, let key = try work.sealingKey() else { return answer }
    for var directory in try DirectoryStore.all(in: work.transaction) where directory.kind != .scim {
      guard SealedText(directory.secret)?.keyID != key.id else { continue }
      do {
        let secret = try work.app.secret(of: directory)
        _ = try work.keep(secret, of: &directory)
        directory.version += 1
        try DirectoryStore.update(directory, in: work.transaction)
        try work.note(directory, "directory.sealed")
        answer.sealed += 1
      } catch MainstayError.unavailable {
        answer.unreadable.append(directory.label)
      }
    }
    return answer
  }
}
