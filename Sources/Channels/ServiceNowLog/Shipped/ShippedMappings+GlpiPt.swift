// Written by scripts/shipped-mappings.
extension ShippedMappings {
  static let glpiPt = """
    # The list of tickets that GLPI exported in Portuguese: a row a ticket.
    source: glpi
    title: GLPI tickets, Portuguese
    columns:
      number: ID
      opened: Data de abertura
      updated: Última atualização
      resolved: [Data da solução, Data de solução]
      closed: Data de fechamento
      due: [Tempo para solução, Tempo para solução + Progresso]
      state: [Status, Estado]
      priority: Prioridade
      urgency: Urgência
      impact: Impacto
      category: Categoria
      location: Localização
      team: [Atribuído para - Grupo técnico, Atribuído - Grupo técnico, Grupo técnico]
      assignee: [Atribuído para - Técnico, Atribuído - Técnico, Técnico]
      subject: Título
      description: Descrição
      requester: [Requerente - Requerente, Requerente]
    states:
      novo: open
      em atendimento (atribuído): open
      em atendimento (planejado): open
      processando (atribuído): open
      processando (planejado): open
      pendente: {hold: on-hold}
      solucionado: resolved
      fechado: closed
    values:
      priority:
        words: {Crítica: P1, Muito alta: P1, Alta: P2, Média: P3, Baixa: P4, Muito baixa: P5}

    """
}
