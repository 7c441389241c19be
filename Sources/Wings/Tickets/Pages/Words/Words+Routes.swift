import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Tickets
import TicketsUseCases

extension Pages {
  var words: [Route] {
    [
      .page("/words", .permission(.manageWords), feature: "Words", asks: ["list"]) { call in
        answer(try await wordsPage(try call.asked("list", oneOf: Word.List.self) ?? .priority, call), call)
      },
      .form("/words/{list}", .permission(.manageWords), feature: "Words", handler: addWord),
      .page("/words/{list}/{word}", .permission(.manageWords), feature: "Words") { call in
        answer(try await wordPage(WordPage(try await standing(call)), call), call)
      },
      .form("/words/{list}/{word}", .permission(.manageWords), feature: "Words", handler: changeWord),
      .form("/words/{list}/{word}/move", .permission(.manageWords), feature: "Words", handler: moveWord),
      .form("/words/{list}/{word}/retire", .permission(.manageWords), feature: "Words") { call in
        try await switchWord(call, isActive: false)
      },
      .form("/words/{list}/{word}/restore", .permission(.manageWords), feature: "Words") { call in
        try await switchWord(call, isActive: true)
      },
      .form("/words/{list}/{word}/remove", .permission(.manageWords), feature: "Words") { call in
        let standing = try await standing(call)
        let word = standing.word
        do {
          _ = try await firstTime(RemoveWord(word.list, word.key), call, try call.form())
          return done(call, WordsPage.path(word.list), "\(word.label) is gone.")
        } catch {
          return try await refused(error, standing, FormState(), call)
        }
      },
    ]
  }

  private func wordsPage(
    _ list: Word.List, _ call: Call, _ form: FormState = FormState()
  ) async throws -> WordsPage {
    let found = try await app.ask(ListWords(), as: call.principal)
    var page = WordsPage(
      list, rows: found.words.filter { $0.list == list },
      counts: Dictionary(grouping: found.words, by: \.list).mapValues(\.count), form: form)
    page.unreadable = found.unreadable
    page.classes = Pages.classes(found.words)
    return page
  }

  /// A word's page with what its form lets one choose.
  private func wordPage(_ page: WordPage, _ call: Call) async throws -> WordPage {
    guard page.word.list == .category else { return page }
    var page = page
    page.classes = Pages.classes(try await app.ask(ListWords(.ticketClass), as: call.principal).words)
    return page
  }

  private static func classes(_ words: [Word]) -> [Choice] {
    words.filter { $0.list == .ticketClass && $0.isActive }.map { Choice($0.key, $0.label) }
  }

  private func list(_ call: Call) throws -> Word.List {
    guard let list = Word.List(rawValue: call.place("list")) else {
      throw MainstayError.notFound(kind: "list of words", id: call.place("list"))
    }
    return list
  }

  private func standing(_ call: Call) async throws -> ShowWord.Standing {
    try await app.ask(ShowWord(try list(call), call.place("word")), as: call.principal)
  }

  @Sendable private func addWord(_ call: Call) async throws -> Answer {
    let (list, form) = (try list(call), try call.form())
    do {
      let command = AddWord(
        list, form.said("key") ?? "", label: form.said("label"), prefix: form.said("prefix"),
        measure: try form.said("measure", oneOf: TicketMeasure.self),
        end: try form.said("end", oneOf: Word.HoldEnd.self), ticketClass: form.said("class"))
      _ = try await firstTime(command, call, form)
      return done(call, WordsPage.path(list), "\(command.word.label) can be chosen from now on.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await wordsPage(list, call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func changeWord(_ call: Call) async throws -> Answer {
    let (standing, form) = (try await standing(call), try call.form())
    let word = standing.word
    do {
      guard let label = form.said("label") else { throw MainstayError.field("label", "must not be empty") }
      guard let place = form.said("place").flatMap({ Int($0) }) else {
        throw MainstayError.field("place", "is a number, from 1")
      }
      let isDefault = word.list.hasDefault ? form["default"] == "yes" : nil
      let command = ChangeWord(
        word.list, word.key, label: label, isDefault: isDefault, end: try form.said("end", oneOf: Word.HoldEnd.self),
        ticketClass: form.pairs.contains { $0.name == "class" } ? form.said("class") ?? "" : nil,
        // Others may have moved it meanwhile by moving theirs: it goes elsewhere only where that was asked for.
        place: form.said("from") == String(place) ? nil : place, expecting: form.version)
      _ = try await firstTime(command, call, form)
      return done(call, WordsPage.path(word.list), "\(label) is changed.")
    } catch {
      return try await refused(error, standing, FormState(form), call)
    }
  }

  /// To the place that its button says; back to its row.
  @Sendable private func moveWord(_ call: Call) async throws -> Answer {
    let (list, form) = (try list(call), try call.form())
    do {
      guard let place = form.said("place").flatMap({ Int($0) }) else {
        throw MainstayError.field("place", "is a number, from 1")
      }
      var word = try await standing(call).word
      let command = ChangeWord(list, word.key, place: place, expecting: form.version)
      word.place = try await firstTime(command, call, form)?.place ?? word.place
      return done(call, WordsPage.path(word), "\(word.label) stands at place \(word.place).")
    } catch {
      var (page, status) = (try await wordsPage(list, call), HTTPResponse.Status.unprocessableContent)
      if case MainstayError.stale = error {
        page.form.faults = [FieldFault("", "somebody else changed it meanwhile; the list stands below as it is now")]
        status = .conflict
      } else {
        guard let faults = Pages.faults(error) else { throw error }
        page.form.faults = faults
      }
      return answer(page, call, status: status)
    }
  }

  private func switchWord(_ call: Call, isActive: Bool) async throws -> Answer {
    let (standing, form) = (try await standing(call), try call.form())
    let word = standing.word
    do {
      _ = try await firstTime(
        ChangeWord(word.list, word.key, isActive: isActive, expecting: form.version), call, form)
      return done(
        call, WordsPage.path(word.list),
        isActive ? "\(word.label) can be chosen again." : "\(word.label) is retired. Tickets that have it keep it.")
    } catch {
      return try await refused(error, standing, FormState(), call)
    }
  }

  /// The word's page with what was wrong.
  private func refused(
    _ error: any Error, _ standing: ShowWord.Standing, _ typed: FormState, _ call: Call
  ) async throws -> Answer {
    var page = try await wordPage(WordPage(standing), call)
    if case MainstayError.stale = error {
      page.form.faults = [
        FieldFault("", "somebody else changed \(page.word.label) meanwhile; what is stored now stands below")
      ]
      return answer(page, call, status: .conflict)
    }
    guard let faults = Pages.faults(error) else { throw error }
    if !typed.values.isEmpty { page.form = typed }
    page.form.faults = faults
    return answer(page, call, status: .unprocessableContent)
  }
}
