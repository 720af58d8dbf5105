/** A program on the module path that needs the core only. */
module org.example.modular {
    requires dev.futurewire;
}
