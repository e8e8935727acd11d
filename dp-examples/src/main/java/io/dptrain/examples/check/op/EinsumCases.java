package io.dptrain.examples.check.op;

import static io.dptrain.examples.check.sweep.CaseBuilder.caseOf;

import io.dptrain.examples.check.sweep.CaseBuilder;
import io.dptrain.examples.check.sweep.OpCase;
import java.util.ArrayList;
import java.util.List;

/** Einsum: letters, ellipses, broadcasting. */
final class EinsumCases {
  private final List<OpCase> cases = new ArrayList<>();

  private EinsumCases() {}

  static List<OpCase> all() {
    EinsumCases cases = new EinsumCases();
    cases.addLetters();
    cases.addEllipses();
    return cases.cases;
  }

  private void addLetters() {
    add("bd,dp->bp", caseOf("Einsum").data(-1, 5).weight(5, 3));
    add("btd,dp->btp", caseOf("Einsum").data(-1, 3, 4).weight(4, 5));
    add("bijd,dp->bijp", caseOf("Einsum").data(-1, 5, 1, 7).weight(7, 5).batch(6));
    add("btd,pd->bpt", caseOf("Einsum").data(-1, 3, 4).weight(5, 4));
    add("btd,dhk->bthk", caseOf("Einsum").data(-1, 3, 4).weight(4, 2, 3));
    add("btd,hdk->bhtk", caseOf("Einsum").data(-1, 3, 4).weight(2, 4, 3));
    add("bhtk,bhsk->bhts", caseOf("Einsum").data(-1, 2, 3, 4).data(-1, 2, 5, 4));
    add("bhts,bhsk->bthk", caseOf("Einsum").data(-1, 2, 3, 5).data(-1, 2, 5, 4));
    add("bthk,hkd->btd", caseOf("Einsum").data(-1, 3, 2, 3).weight(2, 3, 4));
    add("btd,td->bt", caseOf("Einsum").data(-1, 3, 4).weight(3, 4));
    add("btd,td->btd", caseOf("Einsum").data(-1, 3, 4).weight(3, 4));
    add("bd,p->bdp", caseOf("Einsum").data(-1, 4).weight(3));
    add("bd,bd->b", caseOf("Einsum").data(-1, 4).data(-1, 4));
    add("bi,bj->bij", caseOf("Einsum").data(-1, 4).data(-1, 3));
    add("dp,bd->pb", caseOf("Einsum").weight(4, 3).data(-1, 4).exampleAxis(1));
    add("btd->bdt", caseOf("Einsum").data(-1, 3, 4));
    add("btd->bt", caseOf("Einsum").data(-1, 3, 4));
    add("btd,tdp->btp", caseOf("Einsum").doubles().data(-1, 3, 4).weight(3, 4, 2));
  }

  private void addEllipses() {
    add("...d,dp->...p", caseOf("Einsum").data(-1, 5).weight(5, 3));
    add("...d,dp->...p", caseOf("Einsum").data(-1, 3, 4).weight(4, 5));
    add("...d,dp->...p", caseOf("Einsum").data(-1, 5, 1, 7).weight(7, 5).batch(6));
    add("...d,dp->...p", caseOf("Einsum").data(-1, 3, 2, 4).weight(4, 5));
    add("...d,dp->...p", caseOf("Einsum").data(-1, 3, 3, 9).weight(9, 2).batch(7));
    add("b...d,dp->b...p", caseOf("Einsum").data(-1, 3, 2, 4).weight(4, 5));
    add("...ij,...jk->...ik", caseOf("Einsum").data(-1, 2, 3, 4).data(-1, 2, 4, 5));
    add("...ij,...jk->...ik", caseOf("Einsum").data(-1, 2, 3, 4).data(-1, 1, 4, 5));
    add("...ij,...jk->...ik", caseOf("Einsum").data(-1, 2, 3, 4).weight(2, 4, 5));
    add("...ij,...jk->...ik", caseOf("Einsum").data(-1, 2, 3, 4).weight(4, 5));
    add("...d,...d->...", caseOf("Einsum").data(-1, 3, 4).weight(3, 4));
    add("...d,...d->...d", caseOf("Einsum").data(-1, 3, 4).weight(4));
    add("...d,dp->...p", caseOf("Einsum").doubles().data(-1, 3, 2, 4).weight(4, 5));
  }

  private void add(String equation, CaseBuilder tried) {
    int inputs = equation.substring(0, equation.indexOf("->")).contains(",") ? 2 : 1;
    cases.add(
        tried
            .attr("equation", equation)
            .listed(0, inputs)
            .reference(in -> Products.einsum(equation, in))
            .build());
  }
}
