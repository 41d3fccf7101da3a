// The part of PJRT's C interface that compiling goes through, after OpenXLA's pjrt_c_api.h. Within
// a major version, PJRT changes its tables and structures only by adding to their ends.

#include <stddef.h>

// Api is the table of a plugin's functions. Each of those used here takes a pointer to its
// arguments and returns an error, or NULL.
typedef struct {
	size_t size;
	void *extensions;
	struct {
		size_t size;
		void *extensions;
		int major, minor;
	} version;
	void *functions[];
} Api;

// Places in the table.
enum {
	PJRT_Error_Destroy = 0,
	PJRT_Client_Compile = 20,
	PJRT_Executable_Destroy = 40,
	PJRT_Executable_Serialize = 49,
	PJRT_LoadedExecutable_GetExecutable = 51,
	PJRT_Executable_DeserializeAndLoad = 56,
};

// Their arguments. Where nothing is said, the caller sets them.

typedef struct {
	size_t size;
	void *extensions;
	void *error;
} ErrorDestroy;

typedef struct {
	size_t size;
	void *extensions;
	char *code;
	size_t code_size;
	const char *format;
	size_t format_size;
} Program;

typedef struct {
	size_t size;
	void *extensions;
	void *client;
	const Program *program;
	const char *options;
	size_t options_size;
	void *executable; // a result: loaded, ready to run
} ClientCompile;

typedef struct {
	size_t size;
	void *extensions;
	void *executable;
} ExecutableDestroy;

typedef struct {
	size_t size;
	void *extensions;
	void *executable;
	const char *bytes; // a result, as the rest; valid until deleter(owner)
	size_t bytes_size;
	void *owner;
	void (*deleter)(void *owner);
} ExecutableSerialize;

typedef struct {
	size_t size;
	void *extensions;
	void *loaded;
	void *executable; // a result, which the caller destroys
} GetExecutable;

typedef struct {
	size_t size;
	void *extensions;
	void *client;
	const char *bytes;
	size_t bytes_size;
	void *executable; // a result: loaded, ready to run
	const char *options; // NULL: those that it was compiled with
	size_t options_size;
} DeserializeAndLoad;
