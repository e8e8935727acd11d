/**
 * Runs operations on this machine and compares them with plain loops in double precision: what they
 * compute, whether rows meet, their gradient, and one private step through them. Start with {@link
 * io.dptrain.examples.check.sweep.Sweep}; a case is an {@link
 * io.dptrain.examples.check.sweep.OpCase}.
 *
 * <p>Every question is asked in a process of its own, so that a kernel which ends the process is an
 * answer.
 */
package io.dptrain.examples.check.sweep;
