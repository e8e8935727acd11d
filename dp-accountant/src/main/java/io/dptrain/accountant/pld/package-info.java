/**
 * Accounting by the distribution of the privacy loss, with certified brackets.
 *
 * <p>The privacy loss of a composition is the sum of the losses of its steps, and delta(epsilon) =
 * E[(1 - exp(epsilon - loss))_+]. Nothing is put on a grid: delta comes from an integral of the
 * moment generating function M(t) = E[exp(t loss)] over a vertical line Re t = z > 0,
 *
 * <pre>{@code
 * delta(epsilon) = 1 / (2 pi i) * integral of M(t) exp(-t epsilon) / (t (1 + t)) dt,
 * }</pre>
 *
 * <p>by the trapezoid rule with step h. What that rule gives is known exactly, by Poisson summation
 * of exp(z x) delta(x), whose Fourier transform is M(z + iy) / ((z + iy) (1 + z + iy)): with p = 2
 * pi / h it is the sum over all whole m of exp(m p z) delta(epsilon + m p). All terms are at least
 * 0, so the rule never gives too little. The terms with m < 0 are at most exp(m p z), since delta
 * is at most 1; those with m > 0 are at most exp(m p z) times a Chernoff bound at a larger z. That
 * is what the lower end gives away, besides:
 *
 * <ul>
 *   <li>the end of the line: beyond height Y the integrand is at most exp(K(z) - z epsilon) B(Y) /
 *       y^2, with B from {@link io.dptrain.accountant.pld.LossMoment#logDecay}, a bound for all
 *       larger heights;
 *   <li>the quadrature of each moment, bounded in {@link io.dptrain.accountant.pld.LossMoment};
 *   <li>if B(Y) stays too large, a plain Gaussian step of small precision is added. That can only
 *       raise delta; for the lower end {@link io.dptrain.accountant.pld.Smoothing} takes it off
 *       again;
 *   <li>rounding. This part is an allowance, not a proof: a few units of rounding for each
 *       operation, times the largest exponent that occurs.
 * </ul>
 *
 * <p>Losses that are not a smooth function of Gaussian noise are put into a {@link
 * io.dptrain.accountant.pld.LossTable} first, once from above and once from below; the lower end
 * then comes from the one and the upper end from the other. The table of an epoch of random
 * allocation comes from a {@link io.dptrain.accountant.pld.RatioSum}, the distribution of a sum of
 * likelihood ratios.
 *
 * <p>Read first: {@link io.dptrain.accountant.pld.PldAccountant}, what a training loop holds. Then,
 * in the order of the data: EventSteps and Neighbors make a {@link
 * io.dptrain.accountant.pld.LossStep} of an event, a {@link io.dptrain.accountant.pld.LossSum} adds
 * up their moments, a {@link io.dptrain.accountant.pld.Contour} integrates, a {@link
 * io.dptrain.accountant.pld.DirectedLoss} solves for epsilon or delta, and a {@link
 * io.dptrain.accountant.pld.Composition} takes the worse direction.
 *
 * <p>Guarantees: an event or relation that is not covered is refused before any state changes; the
 * true epsilon lies in the bracket, for both directions of adding and removing a record.
 *
 * <p>Not covered: nested sampling; sampled Laplace noise under REPLACE_ONE; groups on truncated,
 * fixed-size or randomly allocated batches; random allocation under REPLACE_ONE.
 */
package io.dptrain.accountant.pld;
