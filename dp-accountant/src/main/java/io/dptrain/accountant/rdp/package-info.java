/**
 * Accounting by Renyi differential privacy (RDP).
 *
 * <p>RDP bounds the Renyi divergence between the outputs on two neighboring data sets, at a list of
 * orders. It adds up over steps, so a run of any length is one multiplication per order, and at any
 * time the sums are converted to (epsilon, delta) with the order that gives the least. It is fast
 * and never too low, for usual settings about a tenth above the exact epsilon, and far above it for
 * sampling probabilities near 1e-6.
 *
 * <p>Read first: {@link io.dptrain.accountant.rdp.RdpAccountant}, what a training loop holds. Then
 * {@link io.dptrain.accountant.rdp.PoissonGaussianRdp}, {@link
 * io.dptrain.accountant.rdp.FixedSizeGaussianRdp} and {@link io.dptrain.accountant.rdp.LaplaceRdp},
 * the cost of one step, and {@link io.dptrain.accountant.rdp.RdpOrders}.
 *
 * <p>Guarantees: an event or relation that is not covered is refused before any state changes;
 * every epsilon and delta is at or above the RDP bound, and so at or above the truth.
 *
 * <p>Covered: Gaussian and Laplace noise under both relations, Gaussian noise on a Poisson sample
 * under ADD_OR_REMOVE_ONE and on a batch of fixed size under REPLACE_ONE, and compositions of them.
 * A noise multiplier is always relative to the bound on one contribution; the factor 2 of
 * REPLACE_ONE is applied here.
 *
 * <p>Not covered: Poisson samples under REPLACE_ONE, truncated samples, sampled Laplace noise,
 * nested sampling.
 */
package io.dptrain.accountant.rdp;
