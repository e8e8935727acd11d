/**
 * What {@code ./dp mnist} writes: {@link io.dptrain.examples.mnist.report.RunSummary} is {@code
 * summary.json}, {@link io.dptrain.examples.mnist.report.StepLog} is {@code steps.csv}, and the
 * others draw the pictures.
 *
 * <p>It does not judge what may be published. {@code summary.json} and {@code steps.csv} hold
 * nothing about the training data but what private training released, the settings and times.
 * {@code gradient_norms.png} shows raw statistics of the training data, is outside the privacy
 * guarantee, and says so in its title.
 */
package io.dptrain.examples.mnist.report;
