/**
 * What an experiment is and how it is run. Read {@link io.dptrain.examples.run.Experiment} first: a
 * claim, what is compared, one run of it, what is expected, and what is drawn. {@link
 * io.dptrain.examples.run.Runner} does the runs of several seeds side by side, and {@link
 * io.dptrain.examples.run.Result} says whether the claim holds.
 */
package io.dptrain.examples.run;
