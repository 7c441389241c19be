import ArgumentParser
import Core
import Journal
import JournalUseCases
import Kernel
import MainstayServer

/// Keeps the register of the keys that sign the journal.
struct SealKeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal-key", abstract: "List, add, rotate and retire the keys that sign the journal.",
    discussion: """
      Each node has a key of its own in a file outside the database, or several nodes share one. The journal's stream \
      seal-keys says which keys may sign, each vouched for by one that could sign before. A node whose key is not \
      registered serves, and does not seal.
      """,
    subcommands: [ListKeys.self, AddKey.self, RotateKey.self, RetireKey.self, AdoptKey.self],
    defaultSubcommand: ListKeys.self)

  struct ListKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show which keys may sign, since when, and until when.")

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let answer = try await database.onProduct { product, principal in
        try await product.app.ask(ListSealKeys(), as: principal)
      }
      if output.json { Say.result(answer.json) } else { Say.result(answer.text) }
      if !answer.findings.isEmpty { throw CheckDidNotHold() }
    }
  }

  struct AddKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Vouch for the key of another node, with the key of this one.",
      discussion: """
        The other node says its public key when it starts. Be sure that it is that node's: whoever has a registered \
        key can write the journal anew.
        """)

    @OptionGroup var database: DatabaseOptions
    @Argument(help: "The other node's public key: 64 hexadecimal digits.")
    var key: String
    @Option(name: .long, help: "What the other node is called.")
    var node = "another node"

    func run() async throws {
      let key = try publicKey(key)
      try await database.onProduct { product, principal in
        try await product.app.run(AddSealKey(key, node: node), as: principal)
      }
      Say.result("Added \(hexadecimal(key)). It signs once its node takes it into use.")
    }
  }

  struct RotateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate", abstract: "Exchange this node's key for a new one, and retire the old one.",
      discussion: """
        What the old key signed stays good. A server that runs takes the new key by itself. Nodes that share the file \
        need a copy of the new one. Stopped halfway, the same command goes on.
        """)

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let key = try await database.onProduct { product, principal in
        try product.offerSealKey()
        return try await product.app.run(RotateSealKey(), as: principal)
      }
      Say.result(
        output.json
          ? JSON.object(["key": .string(hexadecimal(key))]).canonical : "Signs from now on: \(hexadecimal(key))")
    }
  }

  struct RetireKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retire", abstract: "End the use of a key, such as that of a node that is gone.",
      discussion: "What it signed up to now stays good; what it signs from now on does not count.")

    @OptionGroup var database: DatabaseOptions
    @Argument(help: "The public key: 64 hexadecimal digits.")
    var key: String
    @Option(name: .long, help: "Why, in a few words; the journal keeps it.")
    var reason: String?

    func run() async throws {
      let key = try publicKey(key)
      try await database.onProduct { product, principal in
        try await product.app.run(RetireSealKey(key, reason: reason), as: principal)
      }
      Say.result("Retired \(hexadecimal(key)).")
    }
  }

  struct AdoptKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "adopt", abstract: "Go on after a loss: of all registered keys, or of this node's last seal.",
      discussion: """
        Each node remembers beside its key the checkpoint that it signed last, and signs nothing more where the \
        database does not hold it. After the restore of an older backup this command accepts that: the journal keeps \
        who did and why, and the node forgets that checkpoint. Each node that refuses to seal needs it once.

        With --all-keys-lost it begins anew with this node's key. Nobody vouches for such a key: verify finds it on every \
        machine but this one, unless --key names it there, and that cannot be undone. Where any registered key still is, \
        copy its file or use `add` instead; a key file of the time of the backup will do.
        """)

    @OptionGroup var database: DatabaseOptions
    @Option(name: .long, help: "Why, in a few words; the journal keeps it.")
    var reason: String
    @Flag(name: .long, help: "No machine has a registered key any more: begin anew with this node's.")
    var allKeysLost = false

    func run() async throws {
      let answer = try await database.onProduct { product, principal in
        if try product.hasNoSealKey() { try product.offerSealKey() }
        return try await product.app.run(
          AdoptSealKey(reason: reason, by: product.user, allKeysAreLost: allKeysLost), as: principal)
      }
      if let forgotten = answer.forgotten {
        Say.result("Accepted that checkpoint \(forgotten.text), which this node signed, is not there, and forgot it.")
      }
      let key = hexadecimal(answer.key)
      guard answer.isRegistered else {
        Say.result(
          "This node does not seal yet. On a node that seals: mainstay seal-key add \(key) --node NAME. Where no machine "
            + "has a registered key any more: mainstay seal-key adopt --all-keys-lost --reason \"...\"")
        return
      }
      Say.result(
        answer.isAdopted
          ? "Signs from now on, vouched for by nobody: \(key)" : "Signs again: \(key), registered before.")
    }
  }
}

private func publicKey(_ text: String) throws -> [UInt8] {
  guard let key = bytes(hexadecimal: text.lowercased()), key.count == 32 else {
    throw MainstayError.field("key", "has 64 hexadecimal digits")
  }
  return key
}

extension SealRegister.Member {
  /// The checkpoints that it may have signed.
  var span: String {
    if state == .added { return "none yet" }
    return through.map { "\(after + 1) to \($0)" } ?? "from \(after + 1)"
  }

  var json: JSON {
    .members([
      "key": .string(hexadecimal(key)), "node": .string(node), "state": .string(state.rawValue),
      "after": .integer(after), "through": through.map(JSON.integer), "cameAt": .string(cameAt.rfc3339),
      "wentAt": .instant(wentAt), "voucher": .string(hexadecimal(voucher)),
    ])
  }
}

extension ListSealKeys.Answer {
  fileprivate var text: String {
    if members.isEmpty { return "No key is registered yet; the first node that seals begins the register." }
    var table = TextTable([
      ("key", .left), ("node", .left), ("state", .left), ("checkpoints", .left), ("came", .left), ("went", .left),
    ])
    for member in members {
      table.add([
        hexadecimal(member.key), own.contains(member.key) ? member.node + " (here)" : member.node,
        member.state.rawValue, member.span, member.cameAt.rfc3339, member.wentAt?.rfc3339 ?? "",
      ])
    }
    return ([table.text] + findings.map { "\($0.subject): \($0.message)".oneLine }).joined(separator: "\n")
  }

  fileprivate var json: JSON {
    [
      "keys": .array(members.map(\.json)), "own": .array(own.map { .string(hexadecimal($0)) }),
      "findings": .array(findings.map { .string($0.message) }),
    ]
  }
}
