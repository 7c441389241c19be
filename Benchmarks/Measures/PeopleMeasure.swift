import Core
import Kernel
import MainstayServer
import Organisation
import OrganisationUseCases
import PeopleUseCases

/// How long it takes to list, find and show people and teams among many, by the use cases alone, in milliseconds.
enum PeopleMeasure {
  private static let given = [
    "Anna", "Ben", "Clara", "David", "Emil", "Farah", "Greta", "Hugo", "Ines", "Jonas", "Kaya", "Lena", "Marc", "Nora",
    "Oskar", "Pia", "Quinn", "Rosa", "Sami", "Tara", "Udo", "Vera", "Wim", "Xenia", "Yara", "Zoe",
  ]
  private static let family = [
    "Abel", "Brandt", "Costa", "Dietz", "Ek", "Fischer", "Garcia", "Holm", "Ivanov", "Jansen", "Keller", "Lis",
    "Moreau",
    "Novak", "Osei", "Petit", "Rossi", "Schmidt", "Tanaka", "Ueda", "Vogel", "Weber", "Yilmaz", "Zimmermann",
  ]
  /// Times that each question is asked.
  private static let times = 200

  /// Fills a database that is empty, or takes one that was filled so before, and asks.
  static func run(database: String, people: Int, teams: Int) async throws {
    let product = try await Product.open(
      Configuration(database: .sqlite(path: database)), creating: true, sealing: false)
    let boss = Principal.system("measure")
    if try await product.app.ask(ListPeople(limit: 1), as: boss).people.isEmpty {
      try await fill(product.app, people: people, teams: teams, as: boss)
    }
    var results: [String: JSON] = ["people": .integer(Int64(people)), "teams": .integer(Int64(teams))]
    let questions: [(String, @Sendable (Int) async throws -> Void)] = [
      ("list", { number in _ = try await product.app.ask(ListPeople(after: name(number), limit: 50), as: boss) }),
      (
        "findName",
        { number in
          let word = "\(given[number % given.count].lowercased()) \(family[number % family.count].lowercased())"
          _ = try await product.app.ask(ListPeople(search: word, limit: 50), as: boss)
        }
      ),
      (
        "findCommonWord",
        { number in
          _ = try await product.app.ask(ListPeople(search: given[number % given.count], limit: 50), as: boss)
        }
      ),
      (
        "findEverybody", { _ in _ = try await product.app.ask(ListPeople(search: "desk.example", limit: 50), as: boss) }
      ),
      (
        "findMail",
        { number in _ = try await product.app.ask(ListPeople(search: name(number) + "@desk", limit: 50), as: boss) }
      ),
      (
        "findTeam",
        { number in
          _ = try await product.app.ask(ListPeople(search: team(number % teams), limit: 50), as: boss)
        }
      ),
      ("show", { number in _ = try await product.app.ask(ShowPerson(name(number)), as: boss) }),
      ("profile", { number in _ = try await product.app.ask(ShowProfile(of: name(number)), as: boss) }),
      (
        "listTeams",
        { number in _ = try await product.app.ask(ListStructure(.team, after: team(number % teams)), as: boss) }
      ),
      (
        "findTeams",
        { number in _ = try await product.app.ask(ListStructure(.team, search: "crew \(number % teams)"), as: boss) }
      ),
    ]
    for (label, ask) in questions {
      var taken: [Double] = []
      for time in 0..<times {
        // A step that visits all of them before it comes round.
        let number = time * 7919 % people
        let start = ContinuousClock.now
        try await ask(number)
        taken.append(start.duration(to: .now) / .milliseconds(1))
      }
      taken.sort()
      results[label] = .object(["p50": decimal(taken[times / 2]), "p95": decimal(taken[times * 95 / 100])])
    }
    await product.close()
    Main.print(.object(results))
  }

  private static func name(_ number: Int) -> String {
    let parts = [given[number % given.count], family[number / given.count % family.count]]
    return parts.joined(separator: ".").lowercased() + ".\(number)"
  }

  private static func team(_ number: Int) -> String { "crew-\(number)" }

  private static func fill(_ app: App, people: Int, teams: Int, as boss: Principal) async throws {
    _ = try await app.run(SaveStructure(StructureDraft(.skill, "network")), as: boss)
    let crews = ImportTable(
      columns: ["key", "name", "tier"],
      rows: (0..<teams).map { .init(line: $0 + 2, cells: [team($0), "Crew \($0)", "first"]) })
    try await app.importTable(crews, as: .structure(.team), by: boss, dryRun: false) { _ in }
    let table = ImportTable(
      columns: ["name", "display name", "email", "teams", "skills"],
      rows: (0..<people).map { number in
        let name = name(number)
        let shown = name.split(separator: ".").prefix(2).map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return .init(
          line: number + 2,
          cells: [
            name, shown.joined(separator: " "), name + "@desk.example", team(number % teams),
            "network:\(number % 5 + 1)",
          ])
      })
    try await app.importTable(table, as: .people, by: boss, dryRun: false) { portion in
      if let bad = portion.first(where: { $0.verdict == .refused }) {
        throw MainstayError.unavailable(reason: "line \(bad.line): \(bad.faults)")
      }
    }
  }
}
