/** What happens to programs that use the library: one class a scenario. */
package dev.futurewire.scenario;
