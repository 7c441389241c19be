import ArgumentParser
import Core
import Kernel
import MainstayServer
import Organisation
import OrganisationUseCases
import PeopleUseCases

struct PeopleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "people", abstract: "Where people belong and what they can: import, profile, certificates.",
    subcommands: [ImportPeople.self, ProfileOfPerson.self, CertificatesThatEnd.self])
}

struct ImportPeople: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring in people out of a CSV file.",
    discussion: ImportText.discussion + " Columns: " + ImportSubject.people.columns.joined(separator: ", ")
      + ". Skills are written as network:3, or network:3@2027-03-31 where a certificate ends.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var table: TableOptions
  @Flag(name: .long, help: "Let people who are new read the tickets that there are for their sign-in names.")
  var takesTickets = false
  @Option(
    name: .long,
    help: "A new file for links by which those who are new choose a password, a line each; they are told nowhere else.")
  var links: String?
  @Argument(help: "The CSV file; - is standard input.")
  var file: String

  func run() async throws {
    guard let links, !table.dryRun else {
      return try await table.bring(file, as: .people, takesTickets: takesTickets, on: database, json: output.json) {
        outcomes, _, _ in
        let count = outcomes.count { $0.isToSignIn }
        guard count > 0, !table.dryRun else { return }
        Say.aside(
          "\(count) new \(count == 1 ? "person has" : "people have") no password yet. Make links with mainstay user link NAME, "
            + "or bring the next file in with --links FILE.")
      }
    }
    // Made first: who came in without a link would be asked for again.
    let written = try LinksFile(links, at: "--links")
    defer { written.close() }
    try await table.bring(file, as: .people, takesTickets: takesTickets, on: database, json: output.json) {
      outcomes, product, principal in
      let names = outcomes.filter(\.isToSignIn).map(\.key)
      guard !names.isEmpty else { return Say.aside("Nobody is new, so that no link was made.") }
      try written.write(["sign-in name", "name", "link", "good until"])
      let address = product.configuration.address(boundTo: product.configuration.port)
      for start in stride(from: 0, to: names.count, by: MakeSignInLinks.most) {
        let portion = Array(names[start..<min(start + MakeSignInLinks.most, names.count)])
        for link in try await product.app.run(MakeSignInLinks(for: portion), as: principal) {
          try written.write([
            link.person, link.displayName, "\(address)/welcome?token=\(link.secret)", link.expiresAt.rfc3339,
          ])
        }
      }
      Say.aside(
        "\(names.count == 1 ? "A link stands" : "\(names.count) links stand") in \(links). Each works once, for the person "
          + "beside it: give it to them alone, then delete the file.")
    }
  }
}

struct ProfileOfPerson: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "Where somebody belongs, and what they can; what is said is changed.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The sign-in name.")
  var name: String
  @Option(name: .long, help: "The key of their site; nothing takes it away.")
  var site: String?
  @Option(name: .long, help: "Language tags with commas between, the preferred one first.")
  var languages: String?
  @Option(name: .long, help: "All of their skills, like network:3,firewall:4@2027-03-31.")
  var skills: String?

  func run() async throws {
    var draft = ProfileDraft(site: site, languages: languages.map(LanguageTag.split))
    if let skills {
      let read = SkillHeld.read(skills, at: "skills")
      guard read.faults.isEmpty else { throw MainstayError.invalid(read.faults) }
      draft.skills = read.skills
    }
    let shown = try await database.onProduct { [draft] product, principal in
      if draft != ProfileDraft() { _ = try await product.app.run(ChangeProfile(of: name, draft), as: principal) }
      return try await product.app.ask(ShowProfile(of: name), as: principal)
    }
    let profile = shown.profile
    if output.json {
      return Say.result([
        "name": .string(shown.person.name), "site": .text(profile.site) ?? .null,
        "languages": .array(profile.languages.map(JSON.string)),
        "skills": .array(profile.skills.map { .string($0.text) }), "leads": .array(shown.leads.map(JSON.string)),
        "version": .integer(Int64(profile.version)),
      ])
    }
    var table = TextTable([("", .left), ("", .left)])
    table.add(["organisation", shown.person.organisation ?? ""])
    table.add(["site", profile.site ?? ""])
    table.add(["languages", profile.languages.joined(separator: ", ")])
    table.add(["teams", shown.person.teams.joined(separator: ", ")])
    for held in profile.skills { table.add(["skill", "\(held.text) (\(held.level.words))"]) }
    Say.result(table.text)
  }
}

struct CertificatesThatEnd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certificates", abstract: "Certificates that end soon, or ended of late, the first first.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "Within so many days.")
  var days = ListCertificates.usual

  func run() async throws {
    let found = try await database.onProduct { try await $0.app.ask(ListCertificates(days: days), as: $1) }
    for line in found.unreadable { Say.aside("Cannot be read: \(line)") }
    if output.json {
      return Say.result(
        .array(
          found.items.map { one in
            [
              "name": .string(one.name), "skill": .string(one.held.skill),
              "level": .integer(Int64(one.held.level.rawValue)), "until": .text(one.held.until?.iso8601) ?? .null,
            ]
          }))
    }
    var table = TextTable([("until", .left), ("name", .left), ("skill", .left), ("level", .right)])
    for one in found.items {
      table.add([one.held.until?.iso8601 ?? "", one.name, one.held.skill, String(one.held.level.rawValue)])
    }
    Say.result(found.items.isEmpty ? "None ends within \(days) days." : table.text)
    if found.hasMore { Say.aside("There are more; ask for fewer days.") }
  }
}
