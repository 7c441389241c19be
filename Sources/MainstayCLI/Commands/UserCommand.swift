import ArgumentParser
import Core
import Foundation
import Kernel
import MainstayServer
import PeopleUseCases

struct UserCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "The people who sign in: list, add, change, let choose a password.",
    subcommands: [
      ListUsers.self, AddUser.self, ChangeUser.self, LinkUser.self, SetPassword.self, ResetSecondFactorOfUser.self,
      RequireSecondFactorOfRoles.self, SignInsOfUser.self,
    ],
    defaultSubcommand: ListUsers.self)
}

struct ListUsers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Everybody, by name.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let (people, unreadable) = try await database.onProduct { product, principal in
      var (people, unreadable): ([Person], [String]) = ([], [])
      var after: String?
      repeat {
        let found = try await product.app.ask(ListPeople(after: after), as: principal)
        people += found.people
        unreadable += found.unreadable
        after = found.next
      } while after != nil
      return (people, unreadable)
    }
    for line in unreadable { Say.aside("\(line). `mainstay verify` names what the journal says.") }
    if output.json {
      Say.result(.array(people.map(\.json)))
      return
    }
    var table = TextTable([("name", .left), ("role", .left), ("teams", .left), ("called", .left), ("active", .left)])
    for person in people {
      table.add([
        person.name, person.role.rawValue, person.teams.joined(separator: " "), person.displayName,
        person.isActive ? "yes" : "no",
      ])
    }
    Say.result(people.isEmpty ? "There is nobody yet: mainstay user add NAME --role admin" : table.text)
  }
}

struct AddUser: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add somebody.",
    discussion: """
      The password is asked for, or read from standard input with --password-from-stdin. Without one the person \
      cannot sign in until it is set.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Sign-in name: a to z, 0 to 9, dot, dash, underscore.")
  var name: String
  @Option(name: .long, help: "requester, agent, lead, manager or admin.", completion: .list(Role.people))
  var role: Role
  @Option(name: .long, help: "The name that others see; the sign-in name otherwise.")
  var displayName: String?
  @Option(name: .long, help: "Mail address.")
  var email: String?
  @Option(name: .long, help: "Key of a team; may be given more than once.")
  var team: [String] = []
  @Option(name: .long, help: "Key of the organisation that a requester belongs to.")
  var organisation: String?
  @Option(name: .long, help: "Where the role holds: everything, organisation, teams or own.")
  var reach: HomeReach = .everything
  @Flag(name: .long, help: "Tickets that were opened or imported for this name before become theirs.")
  var takesTickets = false
  @Flag(name: .long, help: "Read the password from the first line of standard input.")
  var passwordFromStdin = false

  func run() async throws {
    let draft = PersonDraft(
      name: name, displayName: displayName ?? name, email: email, role: role, organisation: organisation, teams: team,
      reach: reach)
    let password = try Password.read(fromInput: passwordFromStdin)
    let person = try await database.onProduct(creating: true) { product, principal in
      // A password that would be refused leaves nobody behind without one.
      if let password {
        let faults = try product.app.passwordFaults(password, of: [name, displayName, organisation, email])
        if !faults.isEmpty { throw MainstayError.invalid(faults) }
      }
      let person = try await product.app.run(AddPerson(draft, takesTickets: takesTickets), as: principal)
      if let password { try await product.app.setPassword(of: name, to: password, as: principal) }
      return person
    }
    output.json ? Say.result(person.json) : Say.result("Added \(person.name), \(person.role.rawValue).")
    if password == nil { Say.aside("No password was set. Let them choose one: mainstay user link \(name)") }
  }
}

struct ChangeUser: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change", abstract: "Change somebody; what is not named stays.",
    discussion: "Deactivating ends the person's sessions at once and keeps what they wrote.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Sign-in name.")
  var name: String
  @Option(name: .long, help: "requester, agent, lead, manager or admin.", completion: .list(Role.people))
  var role: Role?
  @Option(name: .long, help: "The name that others see.")
  var displayName: String?
  @Option(name: .long, help: "Mail address.")
  var email: String?
  @Option(name: .long, help: "All teams from now on; may be given more than once.")
  var team: [String] = []
  @Option(name: .long, help: "Where the role holds: everything, organisation, teams or own.")
  var reach: HomeReach?
  @Flag(name: .long, inversion: .prefixedNo, help: "Whether the person may sign in.")
  var active: Bool?

  func run() async throws {
    let person = try await database.onProduct { product, principal in
      let old = try await product.app.ask(ShowPerson(name), as: principal)
      let draft = PersonDraft(
        name: name, displayName: displayName ?? old.displayName, email: email ?? old.email, role: role ?? old.role,
        organisation: old.organisation, teams: team.isEmpty ? old.teams : team, isActive: active ?? old.isActive,
        reach: reach ?? old.reach)
      return try await product.app.run(ChangePerson(draft, expecting: old.version), as: principal)
    }
    output.json ? Say.result(person.json) : Say.result("Changed \(person.name).")
  }
}

struct LinkUser: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Make a link by which somebody chooses a password.",
    discussion: """
      It works once, within seven days, and ends one that was made before; the present password holds until it is used. \
      It stands under MAINSTAY_PUBLIC_URL where that is set.
      """)

  @OptionGroup var database: DatabaseOptions
  @Argument(help: "Sign-in name.")
  var name: String

  func run() async throws {
    let (address, link) = try await database.onProduct { product, principal in
      let configuration = product.configuration
      return (
        configuration.address(boundTo: configuration.port),
        try await product.app.run(MakeSignInLink(for: name), as: principal)
      )
    }
    Say.result("\(address)/welcome?token=\(link.secret)")
    Say.aside("Give it to \(link.displayName) alone; it is good until \(link.expiresAt.rfc3339).")
  }
}

struct SetPassword: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "password", abstract: "Set somebody's password and end their sessions.")

  @OptionGroup var database: DatabaseOptions
  @Argument(help: "Sign-in name.")
  var name: String
  @Flag(name: .long, help: "Read the password from the first line of standard input.")
  var passwordFromStdin = false

  func run() async throws {
    guard let password = try Password.read(fromInput: passwordFromStdin) else {
      throw MainstayError.field("password", "is missing; run this at a terminal or with --password-from-stdin")
    }
    try await database.onProduct { product, principal in
      try await product.app.setPassword(of: name, to: password, as: principal)
    }
    Say.result("The password of \(name) is set.")
  }
}

/// Asks for a password without showing it.
private enum Password {
  /// Nil where nobody can be asked.
  static func read(fromInput: Bool) throws -> String? {
    if fromInput {
      guard let line = readLine(), !line.isEmpty else {
        throw MainstayError.field("password", "standard input has none")
      }
      return line
    }
    guard isatty(STDIN_FILENO) == 1 else { return nil }
    guard let first = ask("Password: "), !first.isEmpty else { return nil }
    guard ask("Again: ") == first else { throw MainstayError.field("password", "the two differ") }
    return first
  }

  private static func ask(_ prompt: String) -> String? {
    StandardStream.error.put(prompt)
    var settings = termios()
    tcgetattr(STDIN_FILENO, &settings)
    var hidden = settings
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &hidden)
    defer {
      tcsetattr(STDIN_FILENO, TCSANOW, &settings)
      StandardStream.error.put("\n")
    }
    return readLine()
  }
}

extension Role: ExpressibleByArgument {
  static let people = Role.allCases.filter { $0 != .system }.map(\.rawValue)
  /// What help and completion offer: nobody is the system.
  public static var allValueStrings: [String] { people }
}

extension HomeReach: ExpressibleByArgument {}

extension Person {
  var json: JSON {
    .members([
      "name": .string(name), "displayName": .string(displayName), "email": .text(email),
      "role": .string(role.rawValue), "organisation": .text(organisation), "teams": .array(teams.map(JSON.string)),
      "active": .bool(isActive), "reach": .string(reach.rawValue), "version": .integer(Int64(version)),
    ])
  }
}
