import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeopleUseCases
import Searches
import SearchesUseCases
import TicketsUseCases

extension Pages {
  var searches: [Route] {
    [
      .page("/searches", .permission(.workTickets), feature: "Searches", asks: ["q", "after"]) { call in
        // What an address names as `q` stands ready to be saved.
        answer(try await searchesPage(call, FormState(["query": try call.asked("q") ?? ""])), call)
      },
      .form("/searches", .permission(.workTickets), feature: "Searches", handler: saveSearch),
      .page("/searches/{search}", .permission(.workTickets), feature: "Searches") { call in
        let search = try await search(call)
        return answer(
          try await searchPage(search, call, FormState(["name": search.name, "query": search.query])), call)
      },
      .form("/searches/{search}", .permission(.workTickets), feature: "Searches", handler: changeSearch),
      .form("/searches/{search}/remove", .permission(.workTickets), feature: "Searches", handler: removeSearch),
    ]
  }

  private func searchesPage(_ call: Call, _ form: FormState) async throws -> SearchesPage {
    let principal = try call.principal
    // A place in the list that is not understood, say of an old address, is the first page.
    let after: ListSearches.Position? = try call.askedPlace("after")
    let page = try await app.ask(ListSearches(after: after), as: principal)
    return SearchesPage(
      rows: page.items.map { SearchesPage.Row($0, page) },
      pager: Pager(
        shows: Words.count(page.items.count, "search", "searches") + (page.next == nil ? "" : " on this page"),
        next: page.next.map { Address.path(Place.searches.path, ["after": PageCursor.write($0)]) },
        first: after == nil ? nil : Place.searches.path),
      teams: principal.teams.sorted().map { Choice($0, page.teams[$0] ?? $0) }, form: form,
      unreadable: page.unreadable)
  }

  /// A search that the reader may change.
  private func search(_ call: Call) async throws -> SavedSearch {
    let found = try await app.ask(ShowSearch(RecordID(call.place("search"))), as: call.principal)
    guard found.mayChange else { throw MainstayError.forbidden(permission: Permission.changeTeamSearches.name) }
    return found.search
  }

  private func searchPage(_ search: SavedSearch, _ call: Call, _ form: FormState) async throws -> SearchPage {
    let teams = try await app.ask(TeamsByKey(Set(search.team.map { [$0] } ?? [])), as: call.principal)
    let team = search.team.map { key in teams.first { $0.key == key }?.name ?? key }
    return SearchPage(id: search.id.text, name: search.name, team: team, version: search.version, form: form)
  }

  @Sendable private func saveSearch(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      let name = form.said("name") ?? ""
      _ = try await firstTime(
        SaveSearch(name: name, query: form.said("query") ?? "", team: form.said("team")), call, form)
      return done(call, Place.searches.path, "\(name) is saved.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await searchesPage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func changeSearch(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let search = try await search(call)
    do {
      let command = ChangeSearch(
        search.id, name: form.said("name") ?? "", query: form.said("query") ?? "", expecting: form.version)
      _ = try await firstTime(command, call, form)
      return done(call, Place.searches.path, "\(form.said("name") ?? search.name) is changed.")
    } catch MainstayError.stale {
      return try await overtaken(search, call, FormState(form))
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await searchPage(search, call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func removeSearch(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      _ = try await firstTime(
        RemoveSearch(RecordID(call.place("search")), expecting: form.version), call, form)
      return done(call, Place.searches.path, "It is removed. It can be saved anew.")
    } catch MainstayError.stale {
      let search = try await search(call)
      return try await overtaken(search, call, FormState(["name": search.name, "query": search.query]))
    }
  }

  /// The page of a search that somebody changed before the reader's form came in.
  private func overtaken(_ search: SavedSearch, _ call: Call, _ form: FormState) async throws -> Answer {
    var form = form
    form.faults = [
      FieldFault(
        "",
        "somebody else changed it meanwhile: it is called \(search.name) and finds \(search.query) now. Nothing was "
          + "done; send this again if it shall be so all the same")
    ]
    return answer(try await searchPage(search, call, form), call, status: .conflict)
  }
}

extension SearchesPage.Row {
  init(_ item: SearchList.Item, _ page: SearchList) {
    let found: Found
    switch item.found {
    case .tickets(let count): found = .tickets(Words.bounded(count, CountTickets.bound + 1))
    case .uncounted: found = .uncounted
    case .nothing(let reason): found = .nothing(reason)
    }
    let search = item.search
    self.init(
      id: search.id.text, name: search.name, query: search.query, team: search.team.map { page.teams[$0] ?? $0 },
      saver: page.people.person(search.saver), found: found, mayChange: item.mayChange)
  }
}
