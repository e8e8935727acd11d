package io.dptrain.examples.accounting;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;

import io.dptrain.accountant.pld.DeltaBracket;
import io.dptrain.accountant.pld.EpsilonBracket;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.rdp.RdpGuarantee;
import io.dptrain.examples.Numbers;
import io.dptrain.examples.Rounded;
import io.dptrain.examples.report.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What is promised about a run of Gaussian steps, under ADD_OR_REMOVE_ONE.
 *
 * @param ofDelta whether delta was asked for, at an epsilon
 * @param epsilon never below the truth
 * @param epsilonLower never above the truth; NaN if not known
 * @param delta never below the truth
 * @param deltaLower never above the truth; NaN if not known
 * @param beside what was asked for, epsilon or delta, by the other accountant; NaN if that knows no
 *     bound of the run
 * @param order the Renyi order that gave the epsilon of rdp; NaN where none did
 * @param orderAtEnd whether a wider range of orders may give a smaller epsilon
 * @param asPoisson what was asked for, of the {@linkplain Run#asPoisson same run} by Poisson
 *     sampling under pld; NaN if the run is that
 */
record Answer(
    boolean ofDelta,
    double epsilon,
    double epsilonLower,
    double delta,
    double deltaLower,
    AccountantChoice accountant,
    double beside,
    double order,
    boolean orderAtEnd,
    double noiseMultiplier,
    Run run,
    double asPoisson) {
  Answer {
    if (Double.isNaN(epsilon) || Double.isNaN(delta)) {
      throw new IllegalArgumentException(accountant + " knows no bound of " + run);
    }
  }

  /** The epsilon of a run at the given delta. */
  static Answer epsilon(AccountantChoice accountant, Run run, double noise, double delta) {
    EpsilonBracket pld = pld(run, noise).guarantee(delta);
    RdpGuarantee rdp = rdp(run, noise, delta);
    boolean byPld = accountant == AccountantChoice.PLD;
    return new Answer(
        false,
        byPld ? pld.upper() : rdp.epsilon(),
        byPld ? pld.lower() : Double.NaN,
        delta,
        Double.NaN,
        accountant,
        byPld ? rdp.epsilon() : pld.upper(),
        rdp.order(),
        rdp.orderAtEnd(),
        noise,
        run,
        asPoisson(run, poisson -> pld(poisson, noise).epsilon(delta)));
  }

  /** The delta of a run at the given epsilon. */
  static Answer delta(AccountantChoice accountant, Run run, double noise, double epsilon) {
    DeltaBracket pld = pld(run, noise).deltaBracket(epsilon);
    double rdp =
        run.sampler().isCoveredBy(AccountantChoice.RDP)
            ? new RdpAccountant(ADD_OR_REMOVE_ONE).compose(run.event(noise)).delta(epsilon)
            : Double.NaN;
    boolean byPld = accountant == AccountantChoice.PLD;
    return new Answer(
        true,
        epsilon,
        Double.NaN,
        byPld ? pld.upper() : rdp,
        byPld ? pld.lower() : Double.NaN,
        accountant,
        byPld ? rdp : pld.upper(),
        Double.NaN,
        false,
        noise,
        run,
        asPoisson(run, poisson -> pld(poisson, noise).delta(epsilon)));
  }

  private static PldAccountant pld(Run run, double noise) {
    return new PldAccountant(ADD_OR_REMOVE_ONE).compose(run.event(noise));
  }

  private static RdpGuarantee rdp(Run run, double noise, double delta) {
    return run.sampler().isCoveredBy(AccountantChoice.RDP)
        ? new RdpAccountant(ADD_OR_REMOVE_ONE).compose(run.event(noise)).guarantee(delta)
        : new RdpGuarantee(Double.NaN, delta, Double.NaN, false, ADD_OR_REMOVE_ONE);
  }

  private static double asPoisson(Run run, ToDoubleFunction<Run> cost) {
    return run.asPoisson().map(poisson -> cost.applyAsDouble(poisson)).orElse(Double.NaN);
  }

  /** The answer for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("epsilon", Rounded.epsilon(epsilon) + atLeast(Rounded.lower(epsilonLower))));
    lines.add(line("delta", Rounded.delta(delta) + atLeast(Rounded.lowerDelta(deltaLower))));
    lines.add(line("noise", "multiplier " + Numbers.plain(noiseMultiplier)));
    boolean byPld = accountant == AccountantChoice.PLD;
    lines.add(line("accountant", accountant + (byPld ? "" : ofRdp())));
    lines.add(line("beside it", accountant.other() + ": " + besideIt() + (byPld ? ofRdp() : "")));
    lines.add(line("sampler", run.sampler().words()));
    lines.add(line("run", run.length()));
    run.asPoisson()
        .ifPresent(
            same -> lines.add(line("as Poisson", asked(asPoisson) + " for " + same.length())));
    lines.add(line("neighbors", ADD_OR_REMOVE_ONE.name()));
    return lines;
  }

  private String ofRdp() {
    String best = Double.isNaN(order) ? "" : ", order " + Numbers.plain(order);
    return best + (orderAtEnd ? " (the last one kept: epsilon may be needlessly large)" : "");
  }

  private String besideIt() {
    return Double.isNaN(beside)
        ? "no bound of " + run.sampler().words() + " is known"
        : asked(beside);
  }

  private String asked(double value) {
    return ofDelta ? "delta " + Rounded.delta(value) : "epsilon " + Rounded.epsilon(value);
  }

  private static String atLeast(String lower) {
    return lower.equals("NaN") ? "" : "  (the truth is at least " + lower + ")";
  }

  private static String line(String label, String text) {
    return String.format("%-14s %s", label, text);
  }

  /** The answer for programs, one line with all digits. */
  String toJson() {
    return Json.line(AnswerJson.of(this));
  }
}
