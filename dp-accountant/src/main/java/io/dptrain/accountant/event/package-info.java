/**
 * The vocabulary of privacy accounting: what was released, and what the promise about it is.
 *
 * <p>A {@link io.dptrain.accountant.event.PrivacyEvent} describes a mechanism without saying how it
 * is accounted for: one step of private training is a {@link
 * io.dptrain.accountant.event.PoissonSampledEvent} of a {@link
 * io.dptrain.accountant.event.GaussianEvent}, a run is that event {@linkplain
 * io.dptrain.accountant.event.SelfComposedEvent composed with itself}. Accountants in other
 * packages turn events into a {@link io.dptrain.accountant.event.PrivacyBudget}, for one {@link
 * io.dptrain.accountant.event.NeighboringRelation}.
 *
 * <p>An event holds what the mechanism did, in terms of the bound on one unit's contribution; how
 * far two neighboring data sets move the sum is the relation's business ({@link
 * io.dptrain.accountant.event.NeighboringRelation#contributions}). So one event serves under every
 * relation, and nobody converts a noise multiplier by hand.
 *
 * <p>Guarantees: every type here is an immutable value, checked when it is made, compared by its
 * content, and safe to share between threads. An event that exists is well formed.
 *
 * <p>Not guaranteed: that an event describes the program that ran. Whoever runs the mechanism makes
 * the event from the same numbers. An accountant may also refuse an event it does not cover.
 */
package io.dptrain.accountant.event;
